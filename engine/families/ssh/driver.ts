/* The SSH client, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */
export { default as ssh2 } from 'ssh2';
