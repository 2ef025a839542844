using System.Globalization;
using DustWatch.Alerting.Book;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Dashboard.Security;

namespace DustWatch.Dashboard.Api;

/// <summary><c>GET alerts</c>, <c>GET alerts/{id}</c>: any signed-in caller, its scope. <c>POST alerts/{id}/acknowledge</c>: those who answer for it.</summary>
internal static class AlertsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("alerts", List);
        api.MapGet("alerts/{id}", Get);
        api.MapPost("alerts/{id}/acknowledge", AcknowledgeAsync).RequireAuthorization(Policies.MayAct);
    }

    private static IResult List(HttpContext context, IAlertLedger ledger, AlertViews views)
    {
        var caller = Caller.From(context.User);
        var query = new Query(context.Request);
        var limit = query.WholeNumber("limit", Limits.PageItemsDefault, 1, Limits.PageItemsMaximum);
        var filter = new AlertFilter(
            query.Levels("level"),
            query.OneOrMoreOf("state", "ACTIVE_UNACK", "ACTIVE_ACK", "CLEARED_UNACK", "CLEARED_ACK"),
            query.Text("district"),
            query.Text("enterprise"),
            query.Text("point"),
            query.Time("from"),
            query.Time("to"),
            query.Cursor("cursor"),
            limit + 1);
        if (query.Problem is { } problem)
        {
            return problem;
        }

        // A filter for somebody else's part of the world finds nothing, as that part does not exist for the caller.
        var isForeign = (caller.District is not null && filter.District is not null && filter.District != caller.District)
            || (caller.Enterprise is not null && filter.Enterprise is not null && filter.Enterprise != caller.Enterprise);
        var alerts = isForeign ? [] : ledger.Read(filter with { District = caller.District ?? filter.District, Enterprise = caller.Enterprise ?? filter.Enterprise });
        var page = alerts.Take(limit).ToList();
        var next = alerts.Count > limit ? page[^1].Seq.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new ListView<AlertView>([.. page.Select(views.Of)], next));
    }

    private static IResult Get(string id, HttpContext context, IAlertLedger ledger, AlertViews views)
    {
        if (ledger.Find(id) is not { } alert || !Caller.From(context.User).Sees(alert))
        {
            return Problems.NotFound($"alert '{id}'");
        }

        return TypedResults.Ok(new AlertDetailView(views.Of(alert), [.. ledger.ReadEntries(id).Select(AlertViews.Of)]));
    }

    private static async Task<IResult> AcknowledgeAsync(string id, AlertActionRequest? request, HttpContext context, IAlertLedger ledger, Commits commits, AlertViews views)
    {
        var caller = Caller.From(context.User);
        if (ledger.Find(id) is not { } alert || !caller.Sees(alert))
        {
            return Problems.NotFound($"alert '{id}'");
        }

        if (request?.Comment?.Length > Limits.CommentLengthMaximum)
        {
            return Problems.BadRequest($"A comment has at most {Limits.CommentLengthMaximum} characters.");
        }

        var after = await ledger.AcknowledgeAsync(id, caller.User, request?.Comment);
        if (after is not null && after.Seq != alert.Seq)
        {
            await commits.TellAsync([after]);
        }

        return TypedResults.Ok(views.Of(after ?? alert));
    }
}
