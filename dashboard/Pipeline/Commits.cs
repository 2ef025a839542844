using DustWatch.Alerting.Book;
using DustWatch.Dashboard.Push;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>What the ledger has committed goes out from here, and from nowhere else: to the live view, then to the sounders and lights on site, then to the hub.</summary>
internal sealed class Commits(LiveView live, AlertTopics topics, AlertPush push)
{
    public Task TellAsync(IReadOnlyList<Alert> alerts)
    {
        if (alerts.Count == 0)
        {
            return Task.CompletedTask;
        }

        live.Take(alerts);
        topics.Take(alerts);
        return push.PushAsync(alerts);
    }
}
