import { serve } from '../serve.ts';
import { example, legacy } from './index.ts';

await serve(process.argv[2] === 'legacy' ? legacy : example, process.env.EXAMPLE_ANSWERS);
