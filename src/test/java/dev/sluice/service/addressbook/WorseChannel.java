package dev.sluice.service.addressbook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file on a disk that has faults. */
final class WorseChannel extends FileChannel {

  private final FileChannel channel;
  private final FaultyDisk disk;

  WorseChannel(FileChannel channel, FaultyDisk disk) {
    this.channel = channel;
    this.disk = disk;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int length = Math.min(Math.min(disk.bytesAtOnce, disk.room.get()), source.remaining());
    if (length == 0 && source.hasRemaining()) {
      throw new IOException("No space left on device");
    }
    ByteBuffer part = source.slice(source.position(), length);
    int written = channel.write(part);
    source.position(source.position() + written);
    disk.room.addAndGet(-written);
    return written;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    if (!disk.forceable) {
      throw new IOException("Input/output error");
    }
    disk.forced.incrementAndGet();
    channel.force(metaData);
    if (disk.exhausting) {
      throw new OutOfMemoryError("as a test");
    }
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    if (!disk.truncatable) {
      throw new IOException("Input/output error");
    }
    channel.truncate(size);
    return this;
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    channel.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    channel.close();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return channel.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return channel.read(target, position);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return channel.tryLock(position, size, shared);
  }
}
