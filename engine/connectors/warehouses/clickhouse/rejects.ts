import type { LoadRequest } from '../../../contract/contract.ts';
import { NAMING_LENGTH, RejectedRecords } from '../../../contract/rejected-records.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral } from './sql.ts';
import type { ArrivingColumn, Stage } from './stage.ts';

/** Characters of a value that are shown. */
const SHOWN = 100;

/** What keeps an arrived row from the target: a condition, and SQL of the reason. */
interface Fault {
  readonly condition: string;
  readonly reason: string;
}

/** Finds the rows of a load that cannot be in its target, and says of which that is so. */
export class Rejects extends RejectedRecords {
  readonly #session: Session;
  readonly #columns: readonly ArrivingColumn[];
  readonly #stage: Stage;
  readonly #key: readonly ArrivingColumn[];
  readonly #isKeyUnique: boolean;
  readonly #isDelete: boolean;
  #hasTwice = false;

  constructor(session: Session, request: LoadRequest, columns: readonly ArrivingColumn[], stage: Stage) {
    super(request);
    this.#session = session;
    this.#columns = columns;
    this.#stage = stage;
    this.#key = keyColumns(columns, request.key);
    this.#isKeyUnique = request.isKeyUnique === true;
    // Of a record that goes the key alone is looked at.
    this.#isDelete = request.operation === 'delete';
  }

  async find(): Promise<void> {
    const faults = this.#faults();
    if (faults.length > 0) await this.#take(this.#bad(faults), this.#why(faults));
    if (this.#key.length === 0 || this.#isKeyUnique) return;
    const before = this.records.length;
    await this.#take(
      `r IN (${this.#twice()})`,
      quoteLiteral(
        `an earlier record of the same batch has the same key (${this.#key.map(({ name }) => name).join(', ')})`,
      ),
    );
    this.#hasTwice = this.records.length > before;
  }

  /** A condition on arrived rows that holds of those that are taken. */
  get good(): string {
    const faults = this.#faults();
    const conditions = [
      ...(faults.length > 0 ? [`NOT (${this.#bad(faults)})`] : []),
      ...(this.#hasTwice ? [`r NOT IN (${this.#twice()})`] : []),
    ];
    return conditions.length > 0 ? conditions.join(' AND ') : '1';
  }

  #faults(): readonly Fault[] {
    const whole = `(${this.#key.map(({ name }) => name).join(', ')})`;
    const looked = this.#isDelete ? this.#key : this.#columns;
    return [
      ...this.#key.map(({ place }) => ({
        condition: `isNull(${place})`,
        reason: quoteLiteral(`its key ${whole} is NULL`),
      })),
      ...looked
        .filter(({ mayFail }) => mayFail)
        .map(({ name, type, place, fitted, shown }) => ({
          condition: `isNotNull(${place}) AND isNull(${fitted})`,
          reason: `concat(${quoteLiteral(`column "${name}" is ${type} and cannot hold `)}, leftUTF8(ifNull(${shown}, ''), ${SHOWN}))`,
        })),
      ...looked
        .filter((column) => !column.nullable && !this.#key.includes(column))
        .map(({ name, place }) => ({
          condition: `isNull(${place})`,
          reason: quoteLiteral(`column "${name}" takes no NULL`),
        })),
    ];
  }

  #bad(faults: readonly Fault[]): string {
    return faults.map(({ condition }) => `(${condition})`).join(' OR ');
  }

  #why(faults: readonly Fault[]): string {
    return `multiIf(${faults.map(({ condition, reason }) => `${condition}, ${reason}`).join(', ')}, '')`;
  }

  /** The rows of keys that came before. */
  #twice(): string {
    const faults = this.#faults();
    const order = [...this.numbers.map(() => 'num'), 'r'].join(', ');
    const key = this.#key.map(({ fitted }) => fitted).join(', ');
    const where = faults.length > 0 ? ` WHERE NOT (${this.#bad(faults)})` : '';
    return `SELECT r FROM (SELECT r, row_number() OVER (PARTITION BY ${key} ORDER BY ${order}) AS n FROM ${this.#stage.rows}${where}) WHERE n > 1`;
  }

  async #take(condition: string, reason: string): Promise<void> {
    const named = this.names.map((name) => {
      const column = this.#columns.find((c) => c.name === name);
      return column ? `leftUTF8(${column.shown}, ${NAMING_LENGTH})` : 'NULL';
    });
    const list = [reason, ...named, ...this.numbers.map(() => 'toString(num)')];
    const rows = await this.#session.rows(
      `SELECT ${list.join(', ')} FROM ${this.#stage.rows} WHERE ${condition} ORDER BY r`,
    );
    for (const [why, ...texts] of rows) this.add([texts], why ?? '');
  }
}

export function keyColumns(
  columns: readonly ArrivingColumn[],
  key: readonly string[],
): readonly ArrivingColumn[] {
  return key.map((name) => {
    const found = columns.find((column) => column.name === name);
    if (!found) throw new RangeError(`no column "${name}" arrives`);
    return found;
  });
}
