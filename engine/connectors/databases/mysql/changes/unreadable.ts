/** Why an event's rows cannot be told as changes: the object has to be read again. Its message ends a sentence on the object. */
export class Unreadable extends Error {}
