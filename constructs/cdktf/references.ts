import { ComplexList, ComplexMap, type ComplexObject, type IInterpolatingParent } from 'cdktf';

/** The class of a reference into an object. */
type ReferenceTo<T extends ComplexObject> = new (
  parent: IInterpolatingParent,
  attribute: string,
  isFromSet: boolean,
  index?: number | string,
) => T;

/** A reference to a list or set of objects: `model.columns.get(0).name`. */
export class ObjectList<T extends ComplexObject> extends ComplexList {
  readonly #element: ReferenceTo<T>;

  constructor(parent: IInterpolatingParent, attribute: string, isSet: boolean, element: ReferenceTo<T>) {
    super(parent, attribute, isSet);
    this.#element = element;
  }

  get(index: number): T {
    return new this.#element(this.terraformResource, this.terraformAttribute, this.wrapsSet, index);
  }
}

/** A reference to a map of objects: `sync.tables.get('public.users').ddl`. */
export class ObjectMap<T extends ComplexObject> extends ComplexMap {
  readonly #element: ReferenceTo<T>;

  constructor(parent: IInterpolatingParent, attribute: string, element: ReferenceTo<T>) {
    super(parent, attribute);
    this.#element = element;
  }

  get(key: string): T {
    return new this.#element(this.terraformResource, this.terraformAttribute, false, key);
  }
}
