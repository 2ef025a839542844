using DustWatch.Alerting.Book;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>Marks active alerts whose points have sent nothing valid for max(window, 1 h) as stale, and takes the mark away when they send again.</summary>
internal sealed class StaleWatch(IAlertLedger ledger, RegistryHolder registry, LiveView live, Commits commits, TimeProvider clock)
{
    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(StoreRetries retries, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Limits.StaleCheckPeriod, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var alert in ledger.Read(AlertFilter.AllActive))
            {
                if (IsStale(alert) is { } isStale && isStale != alert.IsStale && await retries.RunAsync("ledger", () => ledger.MarkStaleAsync(alert.Id, isStale), cancellationToken) is { } after)
                {
                    await commits.TellAsync([after]);
                }
            }
        }
    }

    // The rule 'offline' has no quantity: its alert is about the silence itself.
    private bool? IsStale(Alert alert)
    {
        if (alert.Quantity is not { } quantity || registry.Current.FindPoint(alert.Point) is not { } point)
        {
            return null;
        }

        var limit = Math.Max(alert.Window.Milliseconds, (long)Limits.StaleAfterMinimum.TotalMilliseconds);
        return live.LastValidOf(point.Number, quantity) is not { } last || Instant.Now(clock) - last >= limit;
    }
}
