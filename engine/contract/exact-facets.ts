import type { Capabilities, METHODS } from './capabilities.ts';
import type { FacetName, Facets } from './facets.ts';
import type { Column, Extraction, ReadRequest, RowSource } from './rows.ts';
import type { LoadOutcome, LoadRequest } from './targets.ts';

/*
 * Facets as a connector answers them that declares `C`: with the methods of what is declared and without the others, given
 * requests that hold what is declared and nothing else. So the compiler holds the declaration and the code together.
 */

/** What `C` says of a facet. */
type Of<C, N extends FacetName> = N extends keyof C ? C[N] : never;

type MethodsOf<N extends FacetName> = (typeof METHODS)[N];

/** The optional methods of a facet, and those of them that go with what `A` declares. */
type Optional<N extends FacetName> = MethodsOf<N>[keyof MethodsOf<N>] & keyof Facets[N];
type Declared<N extends FacetName, A> = {
  [K in keyof MethodsOf<N>]: K extends keyof A ? MethodsOf<N>[K] : never;
}[keyof MethodsOf<N>] &
  keyof Facets[N];

type Lacking<K extends PropertyKey> = { readonly [M in K]?: never };

/** Keys of a request that are given only if `A` declares the capability. */
type GivenIf<A, Capability extends string, R, K extends keyof R> = Capability extends keyof A
  ? Pick<R, K>
  : Lacking<K>;

type RowsOf<A> = A extends { readonly takes: readonly (infer F)[] }
  ? Extract<RowSource, { format: F }>
  : never;

export type ExactReadRequest<A> = Omit<ReadRequest, 'filter' | 'constants'> &
  GivenIf<A, 'canFilter', ReadRequest, 'filter'> &
  GivenIf<A, 'canAddConstants', ReadRequest, 'constants'>;

export type ExactLoadRequest<A> = Omit<
  LoadRequest,
  'change' | 'columns' | 'deleteMissing' | 'marks' | 'stamp' | 'rows' | 'numbered'
> &
  GivenIf<A, 'canChangeTable', LoadRequest, 'change'> &
  GivenIf<A, 'canDeleteMissing', LoadRequest, 'deleteMissing' | 'marks' | 'stamp'> & {
    readonly columns: 'hasColumnModes' extends keyof A ? LoadRequest['columns'] : readonly Column[];
    readonly rows: RowsOf<A>;
    readonly numbered?: RowsOf<A>;
  };

/** The methods that are given requests, as functions: their requests are then compared as strictly as what they answer. */
interface Requested<A> {
  readonly read: {
    readonly extract: (request: ExactReadRequest<A>, signal: AbortSignal) => Promise<Extraction>;
  };
  readonly load: { readonly load: (request: ExactLoadRequest<A>) => Promise<LoadOutcome> };
}
type RequestedOf<N extends FacetName, A> = N extends keyof Requested<A> ? Requested<A>[N] : unknown;

type Exact<N extends FacetName, A> = Omit<Facets[N], Optional<N> | keyof RequestedOf<N, A>> &
  Required<Pick<Facets[N], Declared<N, A>>> &
  Lacking<Exclude<Optional<N>, Declared<N, A>>> &
  RequestedOf<N, A>;

/** The facet of that name, exactly as `C` declares it. */
export type FacetOf<C extends Capabilities, N extends FacetName & keyof C> = Exact<N, Of<C, N>>;

/** All facets that `C` declares and no others. `changes` may be absent: of a connection that is not set to detect them. */
export type FacetsOf<C extends Capabilities> = {
  readonly [N in Exclude<FacetName & keyof C, 'changes'>]: FacetOf<C, N>;
} & { readonly [N in 'changes' & keyof C]?: Facets['changes'] } & Lacking<Exclude<FacetName, keyof C>>;

/** `C` itself, and `never` wherever it says what no facet is known to be able to: a capability that is misspelt. */
export type Known<C> = {
  readonly [N in keyof C]: N extends FacetName
    ? { readonly [K in keyof C[N]]: K extends keyof NonNullable<Capabilities[N]> ? C[N][K] : never }
    : never;
};
