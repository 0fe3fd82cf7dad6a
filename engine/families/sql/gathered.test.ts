import { gathered } from './gathered.ts';

const never = new AbortController().signal;

function slowAnswers() {
  const asked: (readonly string[])[] = [];
  const answers: (() => void)[] = [];
  const ask = gathered<string, string>((keys) => {
    asked.push(keys);
    return new Promise((resolve) => answers.push(() => resolve(keys.map((key) => `about ${key}`))));
  });
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const answer = async () => {
    answers.shift()?.();
    await turn();
  };
  return { asked, ask, answer, turn };
}

test('questions of one moment are asked together, and each gets its own answer', async () => {
  const { asked, ask, answer, turn } = slowAnswers();
  const both = Promise.all([ask('a', never), ask('b', never)]);
  await turn();
  await answer();
  expect(await both).toEqual(['about a', 'about b']);
  expect(asked).toEqual([['a', 'b']]);
});

test('what comes while two are on their way goes together in the next', async () => {
  const { asked, ask, answer, turn } = slowAnswers();
  const all: Promise<string>[] = [];
  for (const key of ['a', 'b', 'c', 'd']) {
    all.push(ask(key, never));
    await turn();
  }
  expect(asked).toEqual([['a'], ['b']]);
  await answer();
  expect(asked).toEqual([['a'], ['b'], ['c', 'd']]);
  await answer();
  await answer();
  expect(await Promise.all(all)).toEqual(['about a', 'about b', 'about c', 'about d']);
});

test('who gives up is let go at once, and the others get their answers', async () => {
  const { ask, answer, turn } = slowAnswers();
  const mine = new AbortController();
  const given = ask('a', mine.signal);
  const other = ask('b', never);
  await turn();
  mine.abort();
  await expect(given).rejects.toMatchObject({ code: 'canceled' });
  await answer();
  expect(await other).toBe('about b');
});

test('the question is given up once all who asked have', async () => {
  const mine = new AbortController();
  let isGivenUp = false;
  const ask = gathered<string, string>(async (_, signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    isGivenUp = true;
    throw new Error('given up');
  });
  const all = Promise.allSettled([ask('a', mine.signal), ask('b', mine.signal)]);
  await new Promise((resolve) => setImmediate(resolve));
  mine.abort();
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isGivenUp).toBe(true);
});

test('an error reaches all who asked, and the next question is asked again', async () => {
  let times = 0;
  const ask = gathered<string, string>(async (keys) => {
    if (times++ === 0) throw new Error('no');
    return keys;
  });
  const first = await Promise.allSettled([ask('a', never), ask('b', never)]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ask('c', never)).toBe('c');
});
