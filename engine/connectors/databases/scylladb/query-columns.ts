import type { types } from 'cassandra-driver';
import type { FieldSchema } from '../../../contract/contract.ts';
import type { Column } from './client.ts';
import { fieldTypeOf } from './types.ts';

type DataTypes = typeof types.dataTypes;

/** The fields of a result, by the description that came with it. No value of it has a key, or an order to go by. */
export function fieldsOf(columns: readonly Column[], dataTypes: DataTypes): readonly FieldSchema[] {
  return columns.map(({ name, type: described }) => {
    const remote_type = typeText(described, dataTypes);
    const { type, lossy } = fieldTypeOf(remote_type);
    return {
      id: name,
      name,
      type,
      remote_type,
      nullable: true,
      is_primary_key: false,
      ...(lossy === undefined ? {} : { lossy }),
    };
  });
}

type Described = Column['type'];

/** A type as `system_schema` would write it. */
function typeText({ code, info }: Described, dataTypes: DataTypes): string {
  const text = (of: unknown) => typeText(of as Described, dataTypes);
  switch (code) {
    case dataTypes.list:
      return `list<${text(info)}>`;
    case dataTypes.set:
      return `set<${text(info)}>`;
    case dataTypes.map:
      return `map<${(info as readonly unknown[]).map(text).join(', ')}>`;
    case dataTypes.tuple:
      return `tuple<${(info as readonly unknown[]).map(text).join(', ')}>`;
    case dataTypes.udt:
      return `frozen<${(info as { readonly name: string }).name}>`;
    case dataTypes.custom:
      return customText(info);
  }
  const [name] = Object.entries(dataTypes).find(([, of]) => of === code) ?? ['blob'];
  return name === 'varchar' ? 'text' : name;
}

/** What the elements of a vector are called, by their classes of Java. */
const ELEMENTS: Readonly<Record<string, string>> = {
  Float: 'float',
  Double: 'double',
  Int32: 'int',
  Long: 'bigint',
  Short: 'smallint',
  Byte: 'tinyint',
  UTF8: 'text',
};

/** Types that the protocol names by their class of Java. */
function customText(info: unknown): string {
  const name = String(info);
  if (name.endsWith('.DurationType')) return 'duration';
  const [, element = '', dimension] = /\.VectorType\(.*?(\w+)Type *, *(\d+)\)$/.exec(name) ?? [];
  const known = ELEMENTS[element];
  return known === undefined ? `'${name}'` : `vector<${known}, ${dimension}>`;
}
