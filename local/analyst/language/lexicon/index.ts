export { basesOf, isEnglish, partsOf } from './forms';
export { hasOpposite, isKindOf, type Kinship, kinship, opposite } from './kinship';
export { type PartOfSpeech, sensesOf } from './wordnet';
