package dev.sluice.rest;

import dev.sluice.config.CompressionConfig;

/**
 * What holds for the requests and answers of an operation, whatever messages they carry.
 *
 * @param metadata which headers are metadata
 * @param compression which answers are compressed
 * @param maxBodyBytes the size of a request body, or of one message of a streamed one
 */
record ExchangeRules(RestMetadata metadata, CompressionConfig compression, int maxBodyBytes) {}
