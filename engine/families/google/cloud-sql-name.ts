/** The name by which Cloud SQL knows an instance. */
export interface CloudSqlName {
  /** May begin with the domain that the project belongs to: `example.com:project`. */
  readonly project: string;
  readonly region: string;
  readonly instance: string;
}

/** Reads `project:region:instance`, as the instance's overview shows it; undefined where the text is not of that form. */
export function parseCloudSqlName(text: string): CloudSqlName | undefined {
  const found = /^((?:[^:\s]+:)?[^:\s]+):([^:\s]+):([^:\s]+)$/.exec(text.trim());
  const [, project, region, instance] = found ?? [];
  return project && region && instance ? { project, region, instance } : undefined;
}
