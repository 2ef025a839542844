using DustWatch.Ingest.Log;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>One reader of the log with a position of its own.</summary>
/// <param name="name">As in metrics.</param>
/// <param name="log">The log.</param>
internal sealed class LogConsumer(string name, ISampleLog log)
{
    private readonly Lock _gate = new();
    private readonly List<(long Position, TaskCompletionSource Reached)> _waiting = []; // guarded by _gate
    private long _position;

    public string Name { get; } = name;

    /// <summary>Position of the last record taken.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>Takes page after page until cancelled, or until <paramref name="takeAsync"/> throws.</summary>
    public async Task RunAsync(long position, Func<IReadOnlyList<LogRecord>, ValueTask> takeAsync, CancellationToken cancellationToken)
    {
        MoveTo(position);
        await foreach (var records in log.ReadAsync(position, cancellationToken))
        {
            await takeAsync(records);
            MoveTo(records[^1].Position);
        }
    }

    /// <summary>Completes when the record at <paramref name="position"/> has been taken.</summary>
    public Task WhenReached(long position)
    {
        lock (_gate)
        {
            if (_position >= position)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((position, reached));
            return reached.Task;
        }
    }

    private void MoveTo(long position)
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _position, position);
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Position <= position)
                {
                    _waiting[i].Reached.SetResult();
                    _waiting.RemoveAt(i);
                }
            }
        }
    }
}
