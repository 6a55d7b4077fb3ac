const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);

/** A document in place of the page, where callers cannot sign in on it. */
export const unavailablePage = (reason: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Code Interpreter on AWS</title>
</head>
<body>
<main>
<h1>Code Interpreter on AWS</h1>
<p>The API is running, but this page cannot call it yet.</p>
<p>${escaped(reason)}</p>
<p>The page “Sign-in” of the documentation (docs/sign-in.md) has the steps. Until then, ask from the command line:
<code>npm run ask</code>, or open the page on your own machine with your AWS credentials: <code>npm run page</code>.</p>
</main>
</body>
</html>
`;
