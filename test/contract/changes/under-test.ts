import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { registry } from '../../../engine/connectors/registry.ts';
import type {
  ChangeEvent,
  ChangeSnapshot,
  ChangeStream,
  ChangesFacet,
  FollowedObject,
  Following,
} from '../../../engine/contract/changes.ts';
import type { ConnectorHost, OpenConnector } from '../../../engine/contract/contract.ts';
import { facet } from '../../../engine/contract/facet.ts';
import type { JsonObject } from '../../../engine/kit/json.ts';
import { never, testHost } from '../open-connector.ts';
import { csvRows } from './csv-cells.ts';
import type { ChangesFixture, OpenChangesFixture, SqlSession } from './fixture.ts';
import { inWords, type Text } from './replica.ts';

/** A table's rows at one moment, and what follows on them. */
export interface Taken {
  readonly followed: FollowedObject;
  readonly rows: readonly (readonly Text[])[];
  readonly position: string;
}

/** A source whose changes are followed, under test. */
export class ChangesUnderTest implements AsyncDisposable {
  readonly fixture: OpenChangesFixture;
  readonly session: SqlSession;
  readonly changes: ChangesFacet;
  readonly host: ConnectorHost & AsyncDisposable;
  readonly #connector: string;
  readonly #open: OpenConnector;
  readonly #streams: string[] = [];
  #tables = 0;

  static async open(of: ChangesFixture): Promise<ChangesUnderTest> {
    const fixture = await of.open();
    const host = await testHost();
    const open = await openConnector(of.connector, fixture.config, host);
    return new ChangesUnderTest(of.connector, fixture, host, open, await fixture.session());
  }

  private constructor(
    connector: string,
    fixture: OpenChangesFixture,
    host: ConnectorHost & AsyncDisposable,
    open: OpenConnector,
    session: SqlSession,
  ) {
    this.#connector = connector;
    this.fixture = fixture;
    this.host = host;
    this.#open = open;
    this.session = session;
    const definition = definitionOf(connector);
    const config = definition.config.parse(fixture.config);
    this.changes = facet({ definition, config }, open, 'changes');
  }

  /** Opens another connection to the same server. */
  open(config: JsonObject): Promise<OpenConnector> {
    return openConnector(this.#connector, config, this.host);
  }

  sql(statement: string) {
    return this.session.sql(statement);
  }

  /** Makes a table `id int, name text, n int` with rows `1,one,1` and `2,two,2`. Answers its name. */
  async table(columns = 'id int PRIMARY KEY, name varchar(100), n int'): Promise<string> {
    const table = `followed_${++this.#tables}`;
    await this.sql(`CREATE TABLE ${table} (${columns})`);
    return table;
  }

  async filledTable(): Promise<string> {
    const table = await this.table();
    await this.sql(`INSERT INTO ${table} VALUES (1, 'one', 1), (2, 'two', 2)`);
    return table;
  }

  stream(tables: readonly string[], id: string = randomUUID()): ChangeStream {
    if (!this.#streams.includes(id)) this.#streams.push(id);
    const { configuration } = this.fixture;
    return { id, configuration, objects: tables.map((table) => this.fixture.object(table)) };
  }

  /** Reads an object whole, by the way that every connector offers. */
  async snapshot(
    stream: ChangeStream,
    table: string,
    fields: readonly string[] = ['id', 'name', 'n'],
    key: readonly string[] = ['id'],
  ): Promise<Taken> {
    const object = this.fixture.object(table);
    const request = { object, fields, configuration: this.fixture.configuration };
    return this.readSnapshot(await this.changes.snapshot(stream, request, never), object, fields, key);
  }

  /** Reads a snapshot whole and disposes of it. */
  async readSnapshot(
    begun: ChangeSnapshot,
    object: string,
    fields: readonly string[],
    key: readonly string[] = ['id'],
  ): Promise<Taken> {
    await using snapshot = begun;
    const csv = snapshot.extraction.offers.find((offer) => offer.format === 'csv');
    if (!csv) throw new Error(`${object} is not offered as CSV`);
    const rows = csvRows(await text(await csv.open(never)));
    const { handover, position } = snapshot;
    return { followed: { id: object, fields, key, handover }, rows, position };
  }

  /** A stream of one table, prepared, with the table's snapshot. */
  async begin(table: string, fields?: readonly string[]) {
    const stream = this.stream([table]);
    const from = await this.changes.prepare(stream, null, never);
    return { stream, from, ...(await this.snapshot(stream, table, fields)) };
  }

  /** Everything that comes from a position until now. */
  async eventsUntilNow(
    stream: ChangeStream,
    objects: readonly FollowedObject[],
    from: string,
  ): Promise<readonly ChangeEvent[]> {
    const until = await this.changes.head(never);
    await using following = await this.changes.follow({ stream, objects, from, until }, never);
    const events: ChangeEvent[] = [];
    for await (const portion of following.events) events.push(...portion);
    return events;
  }

  /** The same in words, without the commits. */
  async wordsUntilNow(
    stream: ChangeStream,
    objects: readonly FollowedObject[],
    from: string,
  ): Promise<readonly string[]> {
    return (await this.eventsUntilNow(stream, objects, from)).filter((e) => e.type !== 'commit').map(inWords);
  }

  /** The field type that a field of an object is shown as. */
  async fieldType(object: string, field: string): Promise<string | undefined> {
    const { configuration } = this.fixture;
    const [schema] = (await this.#open.facets.discover?.describe([object], configuration, never)) ?? [];
    return schema?.fields.find(({ id }) => id === field)?.type;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of this.#streams) await this.changes.release(id, never);
    await this.session[Symbol.asyncDispose]();
    await this.#open[Symbol.asyncDispose]();
    await this.fixture[Symbol.asyncDispose]();
    await this.host[Symbol.asyncDispose]();
  }
}

/** Reads the events of a stream piece by piece. */
export class EventReader {
  readonly #portions: AsyncIterator<readonly ChangeEvent[]>;

  constructor(following: Following) {
    this.#portions = following.events[Symbol.asyncIterator]();
  }

  /** Everything up to the portion in which such an event is. */
  async until(isLast: (event: ChangeEvent) => boolean): Promise<readonly ChangeEvent[]> {
    const events: ChangeEvent[] = [];
    for (;;) {
      const { value, done } = await this.#portions.next();
      if (done) throw new Error(`the events ended: ${events.map(inWords).join('; ')}`);
      events.push(...value);
      if (value.some(isLast)) return events;
    }
  }

  /** Everything up to the commit of a transaction. */
  untilCommit(): Promise<readonly ChangeEvent[]> {
    return this.until((event) => event.type === 'commit' && event.time !== undefined);
  }
}

/** The position of the last commit among events. */
export function lastPosition(events: readonly ChangeEvent[]): string {
  const last = events.findLast((event) => event.type === 'commit');
  if (last?.type !== 'commit') throw new Error('no commit came');
  return last.position;
}

function definitionOf(connector: string) {
  const definition = registry.get(connector);
  if (!definition) throw new Error(`there is no connector ${connector}`);
  return definition;
}

async function openConnector(
  connector: string,
  config: JsonObject,
  host: ConnectorHost,
): Promise<OpenConnector> {
  const definition = definitionOf(connector);
  return definition.open(definition.config.parse(config), host);
}
