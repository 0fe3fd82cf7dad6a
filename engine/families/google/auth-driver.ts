/* Google's own library for logging in, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */
export { GoogleAuth } from 'google-auth-library';
