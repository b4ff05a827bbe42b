package dev.thermocline.cold.disk;

/**
 * What the cache did in this process and what it holds now.
 *
 * @param damaged files that were found with other bytes than their digest says, and fetched anew
 * @param bytes on disk, of all processes, files on their way included
 * @param bound on them
 */
public record CacheStatistics(
    long hits,
    long misses,
    long evictions,
    long evictedBytes,
    long damaged,
    long fetchedBytes,
    int inUse,
    long files,
    long bytes,
    long bound) {}
