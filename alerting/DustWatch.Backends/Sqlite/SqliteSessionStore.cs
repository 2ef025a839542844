using System.Globalization;
using DustWatch.Mqtt;

namespace DustWatch.Backends.Sqlite;

/// <summary>MQTT sessions and retained messages in one file, <c>sessions.db</c>. One thread writes: a commit takes all that was noted while the one before was written. Any thread may call.</summary>
public sealed class SqliteSessionStore : IMqttSessionStore, IAsyncDisposable
{
    /// <summary>Changes that a refusing disk may leave in memory. A change is mostly a message of a few hundred bytes.</summary>
    public const int NotedMax = 10_000;

    private readonly object _gate = new();
    private readonly SqliteFile _file;
    private readonly Thread _writer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<Action<SqliteFile>> _noted = [];
    private int _taken; // changes that are being written
    private TaskCompletionSource _flush = NewFlush();
    private bool _isFlushAsked;
    private bool _isWriting;
    private bool _isClosed;
    private volatile bool _hasFailed; // only a flush tries again

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">The file; its folder is there.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public SqliteSessionStore(string path)
    {
        try
        {
            _file = SqliteFile.OpenWriter(path, isDurable: true);
            _file.Prepare(SessionSchema.Format);
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            _file?.Dispose();
            throw new IOException($"The sessions {path} cannot be opened: {e.Message}", e);
        }

        _writer = new Thread(WriteAll) { IsBackground = true, Name = "session writer" };
        _writer.Start();
    }

    /// <inheritdoc/>
    public bool IsBehind
    {
        get
        {
            if (!_hasFailed)
            {
                return false;
            }

            lock (_gate)
            {
                return _noted.Count + _taken >= NotedMax;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<MqttStoredSession> ReadSessions()
    {
        lock (_file)
        {
            return SessionRows.ReadSessions(_file);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<MqttMessage> ReadRetained()
    {
        lock (_file)
        {
            return SessionRows.ReadRetained(_file);
        }
    }

    /// <inheritdoc/>
    public void Save(MqttStoredHead head) => Note(file =>
    {
        var row = file.Prepare(SessionSchema.SaveSession).Bind(1, head.Key).Bind(2, head.ExpirySeconds).Bind(3, head.DisconnectedAtMilliseconds);
        if (head.Will is { } will)
        {
            row.Bind(4, will.Topic.Span).Bind(5, will.Payload.Span).Bind(6, will.Properties.Span).Bind(7, (long)will.Qos).Bind(8, will.Retain ? 1L : 0L).Bind(9, will.DelayIntervalSeconds);
        }
        else
        {
            row.Bind(4, default(long?)).Bind(5, default(long?)).Bind(6, default(long?)).Bind(7, default(long?)).Bind(8, default(long?)).Bind(9, default(long?));
        }

        row.Run();
    });

    /// <inheritdoc/>
    public void Delete(string key) => Note(file =>
    {
        foreach (var delete in SessionSchema.Deletes)
        {
            file.Prepare(delete).Bind(1, key).Run();
        }
    });

    /// <inheritdoc/>
    public void Subscribe(string key, MqttSubscription subscription) => Note(file => file.Prepare(SessionSchema.Subscribe)
        .Bind(1, key)
        .Bind(2, subscription.Filter)
        .Bind(3, (long)subscription.Qos)
        .Bind(4, subscription.IsNoLocal ? 1L : 0L)
        .Bind(5, subscription.IsRetainAsPublished ? 1L : 0L)
        .Bind(6, (long)subscription.RetainHandling)
        .Bind(7, (long)subscription.Identifier)
        .Bind(8, subscription.IsShared ? 1L : 0L)
        .Run());

    /// <inheritdoc/>
    public void Unsubscribe(string key, string filter) => Note(file => file.Prepare(SessionSchema.Unsubscribe).Bind(1, key).Bind(2, filter).Run());

    /// <inheritdoc/>
    public void Enqueue(string key, MqttStoredMessage message) => Note(file => file.Prepare(SessionSchema.Enqueue)
        .Bind(1, key)
        .Bind(2, message.Sequence)
        .Bind(3, (long)message.State)
        .Bind(4, (long)message.PacketId)
        .Bind(5, (long)message.Qos)
        .Bind(6, message.Retain ? 1L : 0L)
        .Bind(7, string.Join(',', message.Identifiers.Select(i => i.ToString(CultureInfo.InvariantCulture))))
        .Bind(8, message.Message.Topic.Span)
        .Bind(9, message.Message.Payload.Span)
        .Bind(10, message.Message.Properties.Span)
        .Bind(11, (long)message.Message.Qos)
        .Bind(12, message.Message.Retain ? 1L : 0L)
        .Bind(13, message.Message.Publisher)
        .Bind(14, message.Message.ExpiresAtMilliseconds)
        .Run());

    /// <inheritdoc/>
    public void Advance(string key, long sequence, ushort packetId, MqttOutgoingState state) =>
        Note(file => file.Prepare(SessionSchema.Advance).Bind(1, (long)packetId).Bind(2, (long)state).Bind(3, key).Bind(4, sequence).Run());

    /// <inheritdoc/>
    public void Dequeue(string key, long sequence) => Note(file => file.Prepare(SessionSchema.Dequeue).Bind(1, key).Bind(2, sequence).Run());

    /// <inheritdoc/>
    public void Receive(string key, ushort packetId) => Note(file => file.Prepare(SessionSchema.Receive).Bind(1, key).Bind(2, (long)packetId).Run());

    /// <inheritdoc/>
    public void Release(string key, ushort packetId) => Note(file => file.Prepare(SessionSchema.Release).Bind(1, key).Bind(2, (long)packetId).Run());

    /// <inheritdoc/>
    public void Retain(MqttMessage message) => Note(message.Payload.IsEmpty
        ? file => file.Prepare(SessionSchema.Forget).Bind(1, message.Topic.Span).Run()
        : file => file.Prepare(SessionSchema.Retain)
            .Bind(1, message.Topic.Span)
            .Bind(2, message.Payload.Span)
            .Bind(3, message.Properties.Span)
            .Bind(4, (long)message.Qos)
            .Bind(5, message.Publisher)
            .Bind(6, message.ExpiresAtMilliseconds)
            .Run());

    /// <inheritdoc/>
    public ValueTask FlushAsync()
    {
        lock (_gate)
        {
            if (_noted.Count == 0 && !_isWriting)
            {
                return ValueTask.CompletedTask;
            }

            // What is being written now was noted before this call too: one more turn of the writer covers both.
            _isFlushAsked = true;
            Monitor.Pulse(_gate);
            return new(_flush.Task);
        }
    }

    /// <summary>Commits what was noted, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }

        await _ended.Task;
        _file.Dispose();
    }

    private static TaskCompletionSource NewFlush() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Note(Action<SqliteFile> change)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _noted.Add(change);
            Monitor.Pulse(_gate);
        }
    }

    private void WriteAll()
    {
        while (TryTake(out var changes, out var flush))
        {
            try
            {
                Write(changes);
                _hasFailed = false;
                flush?.SetResult();
            }
            catch (Exception e)
            {
                // Whatever it is, those who wait must hear of it; what was noted stays, and the next flush tries again.
                lock (_gate)
                {
                    _noted.InsertRange(0, changes);
                    _hasFailed = true;
                }

                flush?.SetException(new IOException($"The sessions cannot be stored: {e.Message}", e));
                _ = flush?.Task.Exception; // nobody need have waited
            }
        }

        _ended.SetResult();
    }

    /// <summary>Waits for something to write. After a failure only a flush makes it try again; a close does not.</summary>
    private bool TryTake(out List<Action<SqliteFile>> changes, out TaskCompletionSource? flush)
    {
        lock (_gate)
        {
            (_isWriting, _taken) = (false, 0);
            while (!_isFlushAsked && (_noted.Count == 0 || _hasFailed))
            {
                if (_isClosed)
                {
                    (changes, flush) = ([], null);
                    return false;
                }

                Monitor.Wait(_gate);
            }

            (_isWriting, _taken) = (true, _noted.Count);
            (changes, _noted) = (_noted, []);
            flush = _isFlushAsked ? _flush : null;
            if (_isFlushAsked)
            {
                (_flush, _isFlushAsked) = (NewFlush(), false);
            }

            return true;
        }
    }

    private void Write(List<Action<SqliteFile>> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        lock (_file)
        {
            _file.Begin();
            try
            {
                changes.ForEach(change => change(_file));
                _file.Commit();
            }
            catch
            {
                _file.Rollback();
                throw;
            }
        }
    }
}
