/** Files that esbuild and jest load as text. */
declare module '*.md' {
  const text: string;
  export default text;
}
