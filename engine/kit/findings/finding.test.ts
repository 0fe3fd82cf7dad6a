import { codes, findingKinds } from './codes.ts';
import { judge, severityFaults, severityOf } from './finding.ts';

test('the first setting that names a code gives its severity, and else its kind does', () => {
  expect(severityOf('lossy', [])).toBe('warning');
  expect(severityOf('lossy', [{}, { lossy: 'error' }])).toBe('error');
  expect(severityOf('lossy', [{ lossy: 'ignore' }, { lossy: 'error' }])).toBe('ignore');
});

test('what is ignored is left out, and what is at stake comes first', () => {
  const found = [
    { code: 'lossy', message: 'a' },
    { code: 'deletions', message: 'b' },
    { code: 'rows-at-stake', message: 'c' },
  ] as const;
  expect(judge(found, [{ deletions: 'ignore', lossy: 'error' }])).toEqual([
    { code: 'rows-at-stake', message: 'c', severity: 'warning' },
    { code: 'lossy', message: 'a', severity: 'error' },
  ]);
});

test('an unknown code, an unknown severity, and what has to stay an error are faults', () => {
  const faults = severityFaults({
    lossy: 'error',
    conflict: 'error',
    destructiv: 'error',
    drift: 'fatal',
    'name-cut': 'warning',
  });
  expect([...faults.keys()]).toEqual(['destructiv', 'drift', 'name-cut']);
  expect(faults.get('destructiv')).toContain('"destructiv"; the codes are rows-at-stake, destructive');
  expect(faults.get('drift')).toContain('"ignore", "warning", "error"');
  expect(faults.get('name-cut')).toMatch(/^"name-cut" stays an error: the target would cut the name off/);
});

test('codes read as one word, and only errors are fixed', () => {
  expect(codes.filter((code) => !/^[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
  const fixed = codes.filter((code) => findingKinds[code].fixed !== undefined);
  expect(fixed.map((code) => findingKinds[code].severity)).toEqual(fixed.map(() => 'error'));
});
