/* Makes the generated part of the constructs where it is missing or not current: `npm run constructs:generate`. */
import { ensureGenerated } from './ensure-generated.ts';

if (await ensureGenerated()) console.error('The generated part of the constructs is recreated.');
