using DustWatch.Ingest.Log;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>One reader of the log with a position of its own.</summary>
/// <param name="name">As in metrics.</param>
/// <param name="log">The log.</param>
internal sealed class LogConsumer(string name, ISampleLog log)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private long _position;

    public string Name { get; } = name;

    /// <summary>Position of the last record taken.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>Takes page after page until cancelled, or until <paramref name="takeAsync"/> throws.</summary>
    /// <param name="position">Of the last record that was taken before.</param>
    /// <param name="takeAsync">Takes a page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(long position, Func<IReadOnlyList<LogRecord>, ValueTask> takeAsync, CancellationToken cancellationToken)
    {
        Reach(position);
        await foreach (var records in log.ReadAsync(position, cancellationToken))
        {
            await takeAsync(records);
            Reach(records[^1].Position);
        }
    }

    /// <summary>Completes when everything up to <paramref name="position"/> has been taken.</summary>
    public Task ReachedAsync(long position, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Position >= position)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(reached, position);
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    private void Reach(long position)
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _position, position);
            while (_waiting.TryPeek(out var reached, out var wanted) && wanted <= position)
            {
                _waiting.Dequeue();
                reached.SetResult();
            }
        }
    }
}
