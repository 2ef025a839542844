using DustWatch.Alerting.Book;
using DustWatch.Dashboard.Api;
using DustWatch.Dashboard.Contracts;
using Microsoft.AspNetCore.SignalR;

namespace DustWatch.Dashboard.Push;

/// <summary>Tells every caller in an alert's scope how a committed change left it.</summary>
internal sealed class AlertPush(IHubContext<DashboardHub, IDashboardClient> hub, AlertViews views)
{
    public AlertChange ToMessage(Alert alert) => new(alert.Seq, views.Of(alert));

    public async Task PushAsync(IReadOnlyList<Alert> alerts)
    {
        foreach (var alert in alerts)
        {
            // A caller is in one of these groups, by the narrowest part of the world that it sees.
            string[] groups =
            [
                DashboardHub.ScopeGroup(null, null),
                DashboardHub.ScopeGroup(alert.District, null),
                DashboardHub.ScopeGroup(null, alert.Enterprise),
                DashboardHub.ScopeGroup(alert.District, alert.Enterprise),
            ];
            await hub.Clients.Groups(groups.Distinct()).alert(ToMessage(alert));
        }
    }
}
