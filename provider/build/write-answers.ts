/* Bundled beside the provider while it is built, and run once: writes what every process answers alike into its own folder. */
import syncform from '../index.ts';
import { writeAnswers } from '../plugin/prepared-answers.ts';

await writeAnswers(syncform, import.meta.dirname);
