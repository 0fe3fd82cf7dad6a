/** Told what passes through Node's hands on its way, as it passes. */
export type Passed = (delta: { readonly rows?: number; readonly bytes?: number }) => void;
