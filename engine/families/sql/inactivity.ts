import { z } from 'zod';

/** `inactivity_timeout` of connections to database servers. */
export const inactivityField = z.int().min(1).max(86_400).default(60).meta({
  title: 'Inactivity timeout',
  description:
    'Seconds after which a server that owes an answer and sends nothing is asked, over another line, whether it is still at work. If it says so, the wait goes on, however long the statement takes; if it does not, the line is cut and the statement fails.',
});

/** `lock_timeout` of connections to database servers. */
export const lockField = z.int().min(1).max(86_400).default(300).meta({
  title: 'Lock timeout',
  description:
    'Seconds for which a statement waits for a lock that another session holds on a table or row. Then it fails, and says who holds it as far as the server tells.',
});
