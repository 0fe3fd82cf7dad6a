import { z } from 'zod';

/** `inactivity_timeout` of connections to database servers. */
export const inactivityField = z.int().min(1).max(86_400).default(60).meta({
  title: 'Inactivity timeout',
  description:
    'Seconds after which a server that owes an answer and sends nothing is asked, over another line, whether it is still at work. If it says so, the wait goes on, however long the statement takes; if it does not, the line is cut and the statement fails.',
});
