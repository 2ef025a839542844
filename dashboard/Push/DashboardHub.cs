using System.Diagnostics.CodeAnalysis;
using DustWatch.Alerting.Book;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace DustWatch.Dashboard.Push;

/// <summary>The hub at <c>/hub</c>. Any signed-in caller may call it; each sees its own scope.</summary>
[Authorize]
[SuppressMessage("Performance", "CA1822", Justification = "Hub methods are instance methods.")]
internal sealed class DashboardHub(IAlertLedger ledger, Watchers watchers, LivePush live, AlertPush alerts, HubConnections connections) : Hub<IDashboardClient>
{
    /// <summary>The group of everybody who sees an alert of this scope.</summary>
    public static string ScopeGroup(string? district, string? enterprise) => $"scope:{district}|{enterprise}";

    public override async Task OnConnectedAsync()
    {
        connections.Add(Context);
        var caller = Caller.From(Context.User);
        await Groups.AddToGroupAsync(Context.ConnectionId, ScopeGroup(caller.District, caller.Enterprise));
        watchers.Set(Context.ConnectionId, Push.Watch.NothingOf(caller));
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context.ConnectionId);
        watchers.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    public async Task Watch(WatchScope request)
    {
        if (!Push.Watch.IsRight(request))
        {
            throw new HubException("A watch names districts, enterprises and points by their ids, or leaves them out.");
        }

        var before = watchers.Find(Context.ConnectionId) ?? Push.Watch.NothingOf(Caller.From(Context.User));
        var after = before.With(request);
        if (after.Requests.Count > Limits.WatchRequestsMaximum)
        {
            throw new HubException($"A connection watches at most {Limits.WatchRequestsMaximum} parts; unwatch one, or watch a larger part.");
        }

        await MoveAsync(before, after);
        var (values, presences) = live.Snapshot(after);
        await Clients.Caller.live(values);
        await Clients.Caller.presence(presences);
    }

    public async Task Unwatch(WatchScope request)
    {
        if (request is not null && watchers.Find(Context.ConnectionId) is { } before)
        {
            await MoveAsync(before, before.Without(request));
        }
    }

    /// <summary>Sends what changed after <paramref name="lastSeq"/>, or tells the caller to load a snapshot.</summary>
    public async Task Resume(long lastSeq)
    {
        var caller = Caller.From(Context.User);
        var head = ledger.Head;
        var missed = lastSeq < 0 || lastSeq > head ? null : ledger.ReadChangedAfter(lastSeq, Limits.ResumeAlertsMaximum + 1);
        if (missed is null || missed.Count > Limits.ResumeAlertsMaximum)
        {
            await Clients.Caller.reset(new Reset(head));
            return;
        }

        foreach (var alert in missed.Where(caller.Sees))
        {
            await Clients.Caller.alert(alerts.ToMessage(alert));
        }
    }

    private async Task MoveAsync(Watch before, Watch after)
    {
        if (before.Group != after.Group)
        {
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, before.Group);
            await Groups.AddToGroupAsync(Context.ConnectionId, after.Group);
        }

        watchers.Set(Context.ConnectionId, after);
    }
}
