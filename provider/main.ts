import syncform from './index.ts';
import { serve } from './plugin/index.ts';

await serve(syncform, import.meta.dirname);
