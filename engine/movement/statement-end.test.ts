import { withoutEnd } from './statement-end.ts';

test.each([
  ['SELECT 1 ; -- a comment\n/* and /* another */ */ ;\n', 'SELECT 1'],
  ["SELECT 'x;-- y'", "SELECT 'x;-- y'"],
  ["SELECT 'it''s;';", "SELECT 'it''s;'"],
  ["SELECT e'\\';-- y' ;", "SELECT e'\\';-- y'"],
  ['SELECT $$;-- y$$;', 'SELECT $$;-- y$$'],
  ['SELECT $a$ $$;-- y$a$', 'SELECT $a$ $$;-- y$a$'],
  ['SELECT 1 AS "c;-- y"--', 'SELECT 1 AS "c;-- y"'],
  ["SELECT '/*' ; /* ' */", "SELECT '/*'"],
  ['SELECT 1 -- ; not the end\n + 1', 'SELECT 1 -- ; not the end\n + 1'],
])('%s ends where it ends', (sql, ended) => {
  expect(withoutEnd(sql)).toBe(ended);
});
