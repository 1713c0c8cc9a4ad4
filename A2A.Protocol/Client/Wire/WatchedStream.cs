namespace A2A.Protocol.Client.Wire;

/// <summary>Reads a stream of events, and ends it by an error when it falls silent or one event does not end.</summary>
internal sealed class WatchedStream(
    Stream inner, TimeSpan longestSilence, int longestEvent, AnswerErrors errors, TimeProvider time) : Stream
{
    private long _sinceEvent;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>An event has been read whole: the next may be as long again.</summary>
    public void EventRead() => _sinceEvent = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(longestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested && silence.IsCancellationRequested)
        {
            throw new StreamSilentException($"The stream was silent for {longestSilence}.", e);
        }

        // A buffer's worth more is taken as it may hold the next events whole.
        _sinceEvent += read;
        return _sinceEvent <= longestEvent + (long)buffer.Length ? read : throw errors.TooLong(longestEvent);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A connection lived but said nothing for too long.</summary>
internal sealed class StreamSilentException(string message, Exception cause) : IOException(message, cause);
