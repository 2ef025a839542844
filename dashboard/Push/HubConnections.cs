using System.Collections.Concurrent;
using DustWatch.Dashboard.Security;
using Microsoft.AspNetCore.SignalR;

namespace DustWatch.Dashboard.Push;

/// <summary>The open hub connections, each with the session it came with, so that one whose session has ended is cut off.</summary>
internal sealed class HubConnections(Sessions sessions, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (HubCallerContext Context, string Token)> _connections = new(StringComparer.Ordinal);

    public void Add(HubCallerContext context)
    {
        var token = context.GetHttpContext() is { } http ? Sessions.TokenOf(http) : null;
        _connections[context.ConnectionId] = (context, token ?? "");
    }

    public void Remove(string connection) => _connections.TryRemove(connection, out _);

    /// <summary>Looks at every connection's rights again and again, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Limits.RightsCheckPeriod, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var (context, token) in _connections.Values)
            {
                // A changed scope ends the connection too: it comes back with today's rights.
                if (sessions.Find(token) is not { } caller || caller with { Expires = default } != Caller.From(context.User) with { Expires = default })
                {
                    context.Abort();
                }
            }
        }
    }
}
