const keywords = new Set(
  (
    'all analyse analyze and any array as asc between both case cast check collate column constraint create cross current_date current_time ' +
    'current_timestamp current_user date day default deferrable desc distinct do else end except false for foreign freeze from full grant group ' +
    'having hour identity ilike in initially inner intersect interval into is isnull join key language leading left level like limit localtime minus minute ' +
    'month natural new not notnull null nulls off offset oid old on only open option or order outer overlaps partition percent permissions ' +
    'position primary raw references respect restore right row rows second select session_user set similar snapshot some start sysdate system table tag then ' +
    'time timestamp to top trailing true type union unique user users using value values verbose wallet week when where with without year zone index count sum'
  ).split(' '),
);

/** A name as SQL takes it: in quotes unless it is plain lower case and no keyword. */
export const quoteName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !keywords.has(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** A text literal. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
