/** By which a project's owner tells what those jobs cost that are syncform's (https://cloud.google.com/bigquery/docs/labels-intro). */
export const LABELS = { application: 'syncform' } as const;
