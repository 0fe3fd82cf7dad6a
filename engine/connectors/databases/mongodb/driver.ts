/* MongoDB's driver, loaded with this file when it is first needed: in a bundle an import() of it would yield no names. */
export {
  Binary,
  BSON,
  Decimal128,
  Double,
  Int32,
  Long,
  MongoBulkWriteError,
  MongoClient,
  MongoError,
  MongoNetworkError,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb';
