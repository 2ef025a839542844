using System.Collections.Concurrent;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>
/// Repeats what a disk refuses until it does not: a full disk, or a folder that cannot be written, holds a consumer up, and the log keeps what it has not
/// taken. Which stores fail is seen in readiness and metrics. Any thread.
/// </summary>
internal sealed class StoreRetries(TimeProvider clock, ILogger<StoreRetries> logger)
{
    private readonly ConcurrentDictionary<string, string> _failing = new(StringComparer.Ordinal);

    /// <summary>What fails now, by store, each with what the disk says.</summary>
    public IReadOnlyList<(string Store, string Fault)> Failing => [.. _failing.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value))];

    /// <summary>Repeats <paramref name="writeAsync"/>, which may be repeated as a whole, until it does not throw an <see cref="IOException"/>.</summary>
    public async Task<T> RunAsync<T>(string store, Func<Task<T>> writeAsync, CancellationToken cancellationToken)
    {
        for (var pause = Limits.StoreRetryMinimum; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, Limits.StoreRetryMaximum.Ticks)))
        {
            try
            {
                var result = await writeAsync();
                NoteWhole(store);
                return result;
            }
            catch (IOException exception)
            {
                Note(store, exception);
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    /// <summary>Tries once; what failed is noted, and left to the next time.</summary>
    public async Task TryRunAsync(string store, Func<Task> writeAsync)
    {
        try
        {
            await writeAsync();
            NoteWhole(store);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Note(store, exception);
        }
    }

    /// <summary>Notes that a store failed.</summary>
    public void Note(string store, Exception exception)
    {
        if (_failing.TryAdd(store, exception.Message))
        {
            PipelineLog.StoreFails(logger, store, exception.Message);
        }
    }

    /// <summary>Notes that a store works.</summary>
    public void NoteWhole(string store)
    {
        if (!_failing.IsEmpty && _failing.TryRemove(store, out _))
        {
            PipelineLog.StoreWorks(logger, store);
        }
    }
}
