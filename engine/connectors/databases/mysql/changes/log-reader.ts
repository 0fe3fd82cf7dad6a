import type { ChangeEvent } from '../../../../contract/changes.ts';
import * as log from './binlog/events.ts';
import { secondsText } from './binlog/moments.ts';
import { payloadEvents } from './binlog/payload.ts';
import { readStatement } from './binlog/query.ts';
import { tableNumber } from './binlog/table-map.ts';
import type { FollowedTables } from './followed-tables.ts';
import type { Gtid } from './gtids.ts';
import type { LogPlace } from './log-place.ts';
import { formatPosition, type LogPosition } from './position.ts';
import { PreparedTransactions } from './prepared.ts';
import { statementEffects } from './statements/effects.ts';
import { transactionWord } from './statements/transaction-word.ts';
import { Transaction } from './transaction.ts';
import { Unreadable } from './unreadable.ts';

const PARTIAL_JSON =
  'a change was logged as parts of JSON documents: a session has set binlog_row_value_options to PARTIAL_JSON';

/** Makes changes of the log's events, one packet after the other. */
export class LogReader {
  readonly #place: LogPlace;
  readonly #tables: FollowedTables;
  readonly #take: (event: ChangeEvent, position?: LogPosition) => void;
  readonly #prepared = new PreparedTransactions();
  #isInTransaction = false;
  readonly #transaction: Transaction;
  /** Of the transaction under way. */
  #gtid: Gtid | 'tagged' | undefined;

  /** `take` gets the events; with a commit comes its position. */
  constructor(
    place: LogPlace,
    tables: FollowedTables,
    take: (event: ChangeEvent, position?: LogPosition) => void,
  ) {
    this.#place = place;
    this.#tables = tables;
    this.#take = take;
    this.#transaction = new Transaction(place.before(), tables, take);
  }

  packet(buffer: Buffer, start: number, end: number): void {
    const event = log.readEvent(buffer, start, end, this.#place.checksumLength);
    this.#place.begin(event);
    if (!this.#isInTransaction && !this.#gtid) this.#transaction.begin = this.#place.before();
    this.#event(event);
  }

  #event(event: log.LogEvent): void {
    const rows = log.ROW_EVENTS.get(event.type);
    if (rows) this.#rows(event, rows);
    else if (event.type === log.PARTIAL_UPDATE_ROWS) this.#rows(event, undefined);
    else if (event.type === log.TABLE_MAP) this.#tables.map(event);
    else this.#other(event);
  }

  #other(event: log.LogEvent): void {
    switch (event.type) {
      case log.MARIADB_GTID: {
        const gtid = log.readMariadbGtid(event);
        this.#gtid = gtid;
        this.#isInTransaction = !gtid.isStandalone;
        if (gtid.isPrepared) this.#prepared.begin();
        break;
      }
      case log.GTID:
        this.#gtid = log.readMysqlGtid(event);
        break;
      case log.TAGGED_GTID:
        this.#gtid = 'tagged';
        break;
      case log.XID:
        this.#commit(event);
        break;
      case log.QUERY:
      case log.QUERY_COMPRESSED:
      case log.EXECUTE_LOAD_QUERY:
        this.#statement(event);
        break;
      case log.XA_PREPARE: {
        const id = this.#prepared.end();
        // One byte says whether it is committed at once.
        if (event.buffer[event.start] === 1) this.#decide(id);
        this.#commit(event);
        break;
      }
      case log.INCIDENT:
        this.#transaction.alterAll(this.#tables.all, 'the server’s log says that it lost changes');
        this.#commit(event);
        break;
      case log.TRANSACTION_PAYLOAD:
        for (const each of payloadEvents(event)) this.#event(each);
        break;
      case log.ROTATE:
        this.#place.rotate(event);
        break;
      case log.FORMAT_DESCRIPTION:
        this.#place.describe(event);
        if (this.#isInTransaction || this.#gtid) this.#cutOff(event);
        break;
      default:
        this.#signBetween();
    }
  }

  /** A file begins within a transaction: the server broke off, and what the log has of it does not count. */
  #cutOff(event: log.LogEvent): void {
    this.#prepared.drop();
    this.#gtid = undefined;
    this.#transaction.undo('the server broke off in a transaction that had been logged in part');
    this.#commit(event);
  }

  /** `kind` is undefined where the event has parts of JSON documents in place of whole ones. */
  #rows(event: log.LogEvent, kind: log.RowEventKind | undefined): void {
    const found = this.#tables.mapped(tableNumber(event));
    if (!found || found.table.isAltered) return;
    const { table } = found;
    if (!this.#prepared.isOpen && this.#transaction.isInSnapshot(table)) return;
    const fault = table.describe(found.map);
    try {
      if (fault) throw new Unreadable(fault);
      if (!kind) throw new Unreadable(PARTIAL_JSON);
      for (const change of table.changes(event, kind))
        if (this.#prepared.isOpen) this.#prepared.add(table, change);
        else this.#transaction.change(table, change);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (this.#prepared.isOpen) this.#prepared.spoil(table);
      else this.#transaction.alter(table, error.message);
    }
  }

  #statement(event: log.LogEvent): void {
    const { sql, database } = readStatement(event);
    const [word, id] = transactionWord(sql);
    switch (word) {
      case 'BEGIN':
        this.#isInTransaction = true;
        return;
      case 'XA START':
        this.#isInTransaction = true;
        this.#prepared.begin();
        return;
      case 'XA END':
        this.#prepared.name(id);
        return;
      case 'SAVEPOINT':
        return;
      case 'ROLLBACK':
      case 'ROLLBACK TO':
        // Of a transaction that changed tables without transactions, too: what is taken back stands in the log.
        this.#transaction.undo('a transaction was rolled back after its changes had been logged');
        if (word === 'ROLLBACK TO') return;
        break;
      case 'XA ROLLBACK':
        this.#prepared.decide(id);
        break;
      case 'XA COMMIT':
        this.#decide(id);
        break;
      case 'COMMIT':
        break;
      default:
        for (const effect of statementEffects(sql, database)) this.#transaction.effect(effect);
        if (this.#isInTransaction) return;
    }
    this.#commit(event);
  }

  /** A transaction that was prepared before is to be committed. */
  #decide(id: string): void {
    const { rows, tables = this.#tables.all } = this.#prepared.decide(id) ?? {};
    if (!rows) {
      const reason = 'a prepared transaction was committed whose changes are not at hand';
      this.#transaction.alterAll(tables, reason);
      return;
    }
    for (const { table, change } of rows)
      if (!table.isAltered && !this.#transaction.isInSnapshot(table)) this.#transaction.change(table, change);
  }

  #commit(event: log.LogEvent): void {
    if (this.#gtid) this.#place.addGtid(this.#gtid);
    this.#gtid = undefined;
    this.#isInTransaction = false;
    const position = this.#place.after();
    const text = formatPosition(position);
    // What is of no interest is but a sign.
    const time = this.#transaction.end() ? { time: `${secondsText(event.timestamp)}+00` } : {};
    this.#take({ type: 'commit', position: text, ...time }, position);
  }

  /** Says how far the log was read, between transactions. */
  #signBetween(): void {
    if (this.#isInTransaction || this.#gtid) return;
    const position = this.#place.after();
    this.#take({ type: 'commit', position: formatPosition(position) }, position);
  }
}
