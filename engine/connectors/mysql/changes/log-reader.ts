import { SyncformError } from '../../../api/errors.ts';
import type { ChangeEvent } from '../../changes.ts';
import * as log from './binlog/events.ts';
import { secondsText } from './binlog/moments.ts';
import { readStatement } from './binlog/query.ts';
import { tableNumber } from './binlog/table-map.ts';
import { type FollowedTable, Unreadable } from './followed-table.ts';
import type { FollowedTables } from './followed-tables.ts';
import type { Gtid } from './gtids.ts';
import type { LogPlace } from './log-place.ts';
import { comparePositions, formatPosition, type LogPosition } from './position.ts';
import { PreparedTransactions } from './prepared.ts';
import { type Effect, statementEffects } from './statements/effects.ts';
import { transactionWord } from './statements/transaction-word.ts';

/** Makes changes of the log's events, one packet after the other. */
export class LogReader {
  readonly #place: LogPlace;
  readonly #tables: FollowedTables;
  readonly #take: (event: ChangeEvent, position?: LogPosition) => void;
  readonly #prepared = new PreparedTransactions();
  #isInTransaction = false;
  /** Where the transaction under way begins. */
  #begin: LogPosition;
  #gtid: Gtid | undefined;
  /** The tables that it changed so far. */
  readonly #touched = new Set<FollowedTable>();

  /** `take` gets the events; with a commit comes its position. */
  constructor(
    place: LogPlace,
    tables: FollowedTables,
    take: (event: ChangeEvent, position?: LogPosition) => void,
  ) {
    this.#place = place;
    this.#tables = tables;
    this.#take = take;
    this.#begin = place.before();
  }

  packet(buffer: Buffer, start: number, end: number): void {
    const event = log.readEvent(buffer, start, end, this.#place.checksumLength);
    this.#place.begin(event);
    if (!this.#isInTransaction && !this.#gtid) this.#begin = this.#place.before();
    const rows = log.ROW_EVENTS.get(event.type);
    if (rows) this.#rows(event, rows);
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
        for (const table of this.#tables.all)
          this.#alter(table, 'the server’s log says that it lost changes');
        this.#commit(event);
        break;
      case log.TRANSACTION_PAYLOAD:
        throw unreadable('compressed transactions', 'binlog_transaction_compression = OFF');
      case log.PARTIAL_UPDATE_ROWS:
        throw unreadable('parts of JSON documents', "binlog_row_value_options = ''");
      case log.ROTATE:
        this.#place.rotate(event);
        break;
      case log.FORMAT_DESCRIPTION:
        this.#place.describe(event);
        break;
      default:
        this.#signBetween();
    }
  }

  #rows(event: log.LogEvent, kind: log.RowEventKind): void {
    const found = this.#tables.mapped(tableNumber(event));
    if (!found || found.table.isAltered) return;
    const { table } = found;
    if (!this.#prepared.isOpen && this.#isInSnapshot(table)) return;
    const fault = table.describe(found.map);
    try {
      if (fault) throw new Unreadable(fault);
      for (const change of table.changes(event, kind))
        if (this.#prepared.isOpen) this.#prepared.add(table, change);
        else {
          this.#touched.add(table);
          this.#take(change);
        }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (this.#prepared.isOpen) this.#prepared.spoil(table);
      else this.#alter(table, error.message);
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
        for (const table of this.#touched)
          this.#alter(table, 'a transaction was rolled back after its changes had been logged');
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
        for (const effect of statementEffects(sql, database)) this.#effect(effect);
        if (this.#isInTransaction) return;
    }
    this.#commit(event);
  }

  /** A transaction that was prepared before is to be committed. */
  #decide(id: string): void {
    const { rows, tables = this.#tables.all } = this.#prepared.decide(id) ?? {};
    if (!rows) {
      for (const table of tables)
        this.#alter(table, 'a prepared transaction was committed whose changes are not at hand');
      return;
    }
    for (const { table, change } of rows)
      if (!table.isAltered && !this.#isInSnapshot(table)) {
        this.#touched.add(table);
        this.#take(change);
      }
  }

  #effect(effect: Effect): void {
    if (effect.type === 'dropped') {
      for (const table of this.#tables.in(effect.database)) this.#alter(table, 'its database was dropped');
      return;
    }
    const table = this.#tables.named(effect.table);
    if (!table || table.isAltered || this.#isInSnapshot(table)) return;
    if (effect.type === 'altered') {
      this.#alter(table, effect.reason);
      return;
    }
    this.#touched.add(table);
    this.#take({ type: 'truncate', object: table.id });
  }

  #alter(table: FollowedTable, reason: string): void {
    if (table.isAltered || this.#isInSnapshot(table)) return;
    table.isAltered = true;
    this.#touched.add(table);
    this.#take({ type: 'altered', object: table.id, reason });
  }

  /** Whether what the transaction under way does was in the table already when its snapshot was taken. */
  #isInSnapshot(table: FollowedTable): boolean {
    if (!table.isPastHandover) table.isPastHandover = comparePositions(this.#begin, table.handover) >= 0;
    return !table.isPastHandover;
  }

  #commit(event: log.LogEvent): void {
    if (this.#gtid) this.#place.addGtid(this.#gtid);
    this.#gtid = undefined;
    this.#isInTransaction = false;
    const position = this.#place.after();
    const text = formatPosition(position);
    // What is of no interest is but a sign.
    const time = this.#touched.size > 0 ? { time: `${secondsText(event.timestamp)}+00` } : {};
    this.#touched.clear();
    this.#take({ type: 'commit', position: text, ...time }, position);
  }

  /** Says how far the log was read, between transactions. */
  #signBetween(): void {
    if (this.#isInTransaction || this.#gtid) return;
    const position = this.#place.after();
    this.#take({ type: 'commit', position: formatPosition(position) }, position);
  }
}

function unreadable(what: string, setting: string): SyncformError {
  return new SyncformError('unsupported', `the binary log has ${what}, which are not read here`, {
    hint: `SET GLOBAL ${setting}, and run the bulk sync with --resync.`,
  });
}
