import type { TerraformStack } from 'cdktf';
import {
  BulkSync,
  DuckdbConnection,
  Model,
  ModelSync,
  type ModelSyncProps,
  Schedule,
  SecretVariable,
} from '../index.ts';
import { argumentsOf, synthesised } from './synthesised.ts';

function sync(props: (users: Model) => Partial<ModelSyncProps<object>>) {
  return synthesised((stack) => {
    const connection = new DuckdbConnection(stack, 'duckdb', { path: '/data/a.duckdb' });
    const users = Model.fromTable(stack, 'users', { connection, table: 'users' });
    new ModelSync(stack, 'people', {
      mode: 'updateOrCreate',
      target: { connection, object: 'main.people' },
      identity: { source: users.field('email'), target: 'email' },
      fields: users.pick('name'),
      ...props(users as Model),
    } as ModelSyncProps<object>);
  });
}

test.each<[string, (users: Model) => Partial<ModelSyncProps<object>>, string]>([
  [
    'a mode that needs an identity, without one',
    () => ({ mode: 'update', identity: undefined }) as never,
    'identity: mode update tells records apart by identity: say which field is it.',
  ],
  [
    'a field that is mapped twice',
    (users) => ({
      fields: [
        { target: 'name', source: users.field('name') },
        { target: 'name', source: users.field('city') },
      ],
    }),
    'fields.name.target: the target field "name" is mapped twice.',
  ],
  [
    'an identity that is filled with another field',
    (users) => ({ fields: { email: users.field('name') } }),
    'fields.email.source: the identity fills "email" with another field: email.',
  ],
  [
    'a field with nothing to fill it',
    () => ({ fields: { name: {} } }),
    'fields.name: field "name" needs a source or an override_value.',
  ],
  [
    'a property of a field that there is not',
    (users) => ({ fields: { name: { source: users.field('name'), encrypted: true } as object } }),
    'there is no setting fields.name.encrypted; there are',
  ],
  [
    'a schedule that never comes',
    () => ({ schedule: Schedule.cron('0 0 30 2 *') }),
    'schedule: no moment is ever like this: "0 0 30 2 *".',
  ],
  [
    'a time zone that there is not',
    () => ({ schedule: Schedule.daily({ hour: 6, timezone: 'Europe/Bärlin' }) }),
    'schedule.timezone: "Europe/Bärlin" is not an IANA time zone',
  ],
  [
    'a filter logic over labels that there are not',
    (users) => ({
      filters: [{ source: users.field('city'), function: 'Equality', value: 'Bern', label: 'A' }],
      filterLogic: 'A AND B',
    }),
    'filterLogic: ',
  ],
  [
    'a filter function that there is not',
    (users) => ({
      // @ts-expect-error: it is called Equality
      filters: [{ source: users.field('city'), function: 'Equals', value: 'Bern' }],
    }),
    'filters.0.function: "Equals" is no filter function; known are Equality,',
  ],
  [
    'an identity function that there is not',
    (users) => ({
      // @ts-expect-error: it is called OneOf
      identity: { source: users.field('email'), target: 'email', function: 'AnyOf' },
    }),
    'identity.function has to be one of Equality,',
  ],
  [
    'a mode that there is not',
    () => ({ mode: 'upsert' }) as never,
    'mode has to be one of create, update, updateOrCreate',
  ],
  ['an unknown argument', () => ({ shedule: 1 }) as never, 'there is no setting shedule; there are'],
])('of a sync, %s is refused with its path', (_, props, message) => {
  expect(() => sync(props)).toThrow(`syncform_sync "stack/people": ${message}`);
});

test.each<[string, object, string]>([
  [
    'a moment that is none',
    { dataCutoffTimestamp: 'yesterday' },
    'dataCutoffTimestamp: "yesterday" is not a date or time',
  ],
  [
    'a filter function that there is not',
    { filters: [{ fieldId: 'city', function: 'Equals', value: 'Bern' }] },
    'filters.0.function: "Equals" is no filter function',
  ],
  ['an empty name', { outputName: '' }, 'userOutputName: a name cannot be empty.'],
])('of an object of a bulk sync, %s is refused with its path', (_, schema, message) => {
  const define = (stack: TerraformStack) => {
    const connection = new DuckdbConnection(stack, 'duckdb', { path: '/data/a.duckdb' });
    new BulkSync(stack, 'raw', { source: connection, destination: connection, schemas: { orders: schema } });
  };
  expect(() => synthesised(define)).toThrow(`syncform_bulk_sync "stack/raw": schemas.orders.${message}`);
});

test('what only Terraform knows is left to the plan', () => {
  const configuration = synthesised((stack) => {
    const connection = new DuckdbConnection(stack, 'duckdb', { path: '/data/a.duckdb' });
    const zone = new SecretVariable(stack, 'zone').stringValue;
    new BulkSync(stack, 'raw', {
      source: connection,
      destination: connection,
      schedule: Schedule.daily({ hour: 6, timezone: zone }),
      dataCutoffTimestamp: zone,
    });
  });
  expect(argumentsOf(configuration, 'syncform_bulk_sync')).toMatchObject({
    schedule: { timezone: `\${var.zone}` },
    data_cutoff_timestamp: `\${var.zone}`,
  });
});
