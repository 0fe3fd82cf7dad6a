import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Secret } from '../../secrets.ts';
import type { Shape } from '../../shape.ts';

export interface CsvConnectionProps extends ConnectionProps {
  /** Address of the CSV file, http or https; it may be compressed with gzip. */
  readonly url: string;
  /** Headers that are sent along. */
  readonly headers?: readonly ({
    /** Name of the header. */
    readonly name: string;
    /** Value of the header. */
    readonly value: Secret;
  })[];
  /** Query parameters that are added to the URL. */
  readonly parameters?: readonly ({
    /** Name of the query parameter. */
    readonly name: string;
    /** Value of the query parameter. */
    readonly value: string;
  })[];
  /** How the server knows who asks. */
  readonly auth?: {
    /** User and password. */
    readonly basic?: {
      /** User. */
      readonly username: string;
      /** Password. */
      readonly password: Secret;
    };
    /** A header that proves who asks. */
    readonly header?: {
      /** Name of the header. */
      readonly name: string;
      /** Value of the header. */
      readonly value: Secret;
    };
    /** Query parameters that prove who asks. */
    readonly query?: readonly ({
      /** Name of the query parameter. */
      readonly name: string;
      /** Value of the query parameter. */
      readonly value: Secret;
    })[];
    /** OAuth 2 client credentials. */
    readonly oauth?: {
      /** Client id. */
      readonly clientId: string;
      /** Client secret. */
      readonly clientSecret: Secret;
      /** Where tokens are had. */
      readonly tokenEndpoint: string;
      /** Fields that are sent to the token endpoint as well. */
      readonly extraFormData?: readonly ({
        /** Name of the form field. */
        readonly name: string;
        /** Value of the form field. */
        readonly value: string;
      })[];
      /** Scopes. */
      readonly scopes?: readonly (string)[];
      /** How the client’s id and secret are sent: 1 in the form, 2 in the Authorization header, 0 tries the header and then the form. Default: 0. */
      readonly authStyle?: number;
    };
  };
  /** Whether the first row of CSV files names the columns. Default: true. */
  readonly csvHasHeaders?: boolean;
  /** Lines to skip at the start of each CSV file. Default: 0. */
  readonly skipLines?: number;
  /** What is between the values of a CSV file’s lines; empty where each line is one value. Found out where not given. */
  readonly delimiter?: string;
  /** The character around values that hold a delimiter, a quote or the end of a line; empty where values have none. Found out where not given. */
  readonly quote?: string;
  /** The character before a quote that is part of a value. The quote itself where not given. */
  readonly escape?: string;
  /** The character with which lines begin that are left out, such as #. No line is left out where not given. */
  readonly comment?: string;
  /** An unquoted value that stands for NULL, such as NA; the empty value stands for it as well. */
  readonly nullText?: string;
  /** The encoding of CSV files: utf-8, utf-16, latin-1, windows-1252, or another of the Encoding Standard. Default: "utf-8". */
  readonly encoding?: string;
  /** What becomes of lines with more or fewer values than the others: the file is refused, or these lines are left out and listed as rejected records. Default: "refuse". */
  readonly raggedRows?: 'refuse' | 'set_aside' | (string & {});
  /** By a column’s name, its type, and the format of its dates or times. Types that are not given are found out. */
  readonly columnTypes?: Readonly<Record<string, {
    /** The column’s field type, such as string, date or decimal(12,2). */
    readonly type: string;
    /** How the column’s dates or times are written, in the specifiers of strptime: %d/%m/%Y, %Y-%m-%d %H:%M:%S. ISO 8601 where not given. */
    readonly format?: string;
  }>>;
  /** A download that is larger is stopped, in megabytes; of one that is compressed, what comes out of it counts as well. Default: 10240. */
  readonly maxFileSize?: number;
  /** Whether requests may go to this machine and to private networks. Link-local addresses and the metadata services of clouds are refused all the same. Default: true. */
  readonly allowPrivateAddresses?: boolean;
  /** Whether queries, and views in a DuckDB file, may read more than the connection: files of this machine, addresses, databases of other connections. Set it only where you trust whoever writes them. Default: false. */
  readonly allowExternalAccess?: boolean;
}

const shape: Shape = {"url":"value","headers":{"items":{"fields":{"name":"value","value":"secret"}}},"parameters":{"items":{"fields":{"name":"value","value":"value"}}},"auth":{"fields":{"basic":{"fields":{"username":"value","password":"secret"}},"header":{"fields":{"name":"value","value":"secret"}},"query":{"items":{"fields":{"name":"value","value":"secret"}}},"oauth":{"fields":{"client_id":"value","client_secret":"secret","token_endpoint":"value","extra_form_data":{"items":{"fields":{"name":"value","value":"value"}}},"scopes":{"items":"value"},"auth_style":"value"}}}},"csv_has_headers":"value","skip_lines":"value","delimiter":"value","quote":"value","escape":"value","comment":"value","null_text":"value","encoding":"value","ragged_rows":{"oneOf":["refuse","set_aside"]},"column_types":{"items":{"fields":{"type":"value","format":"value"}}},"max_file_size":"value","allow_private_addresses":"value","allow_external_access":"value"};

/** A CSV file on the web: source of models and bulk syncs. */
export class CsvConnection extends SystemConnection {
  static readonly tfResourceType = 'syncform_csv_connection';

  constructor(scope: Construct, id: string, props: CsvConnectionProps) {
    super(scope, id, CsvConnection.tfResourceType, shape, props);
  }
}
