using System.Globalization;
using System.Text.Json;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Dashboard.Security;
using DustWatch.Measurements;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace DustWatch.Dashboard.Api;

/// <summary><c>GET rules</c>, <c>rules/{id}</c>: any signed-in caller, its scope. <c>PUT rules</c>, <c>PUT|DELETE rules/{id}</c>: administrators of everything.</summary>
internal static class RulesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("rules", List)
            .Describe<RulesView>("listRules", "The rules that hold for the caller's scope: the installation's own, or the default ones. ETag is their version.");
        api.MapGet("rules/{id}", Get)
            .Describe<JsonElement>("getRule", "One rule as RULES.json has it.")
            .Takes(new QueryParameter("point", "Default rules differ with the point's agent: as it is for this one."));
        api.MapPut("rules", ReplaceAsync)
            .Describe<RulesView>("putRules", "Puts a whole RULES.json in force. {\"defaults\":true,\"rules\":[]} goes back to the default rules. If-Match takes the version that it is to replace.")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .RequireAuthorization(Policies.MayAdminister);
        api.MapPut("rules/{id}", PutAsync)
            .Describe<RulesView>("putRule", "Puts one rule in force, beside the default ones while nobody has put a whole set in their place. If-Match takes the version that it is to replace.")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .RequireAuthorization(Policies.MayAdminister);
        api.MapDelete("rules/{id}", DeleteAsync)
            .Describe<RulesView>("deleteRule", "Takes one of the installation's own rules out of force. If-Match takes the version that it is to replace.")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .RequireAuthorization(Policies.MayAdminister);
    }

    private static Ok<RulesView> List(HttpContext context, Installation installation)
    {
        var version = installation.Rules.Current;
        Tag(context, version);
        return TypedResults.Ok(RuleViews.Of(version, Caller.From(context.User), installation.Registry.Current, []));
    }

    private static IResult Get(string id, HttpContext context, Installation installation)
    {
        var (version, registry, caller) = (installation.Rules.Current, installation.Registry.Current, Caller.From(context.User));
        var point = new Query(context.Request).Text("point");
        var rules = point is null ? RuleViews.RulesOf(version, caller, registry)
            : registry.FindPoint(point) is { } known && caller.Sees(registry, known) ? RuleViews.RulesOf(version, known)
            : [];
        if (rules.FirstOrDefault(rule => rule.Id == id) is not { Id: not null } found)
        {
            return Problems.NotFound(point is null ? $"rule '{id}'" : $"rule '{id}' for point '{point}'");
        }

        Tag(context, version);
        return TypedResults.Ok(found.Json);
    }

    private static async Task<IResult> ReplaceAsync(JsonElement body, HttpContext context, Installation installation) =>
        TryReadVersion(context.Request, out var expected)
            ? await ChangeAsync(JsonSerializer.SerializeToUtf8Bytes(body), expected, null, context, installation)
            : WrongVersion();

    private static async Task<IResult> PutAsync(string id, JsonElement body, HttpContext context, Installation installation)
    {
        if (!TryReadVersion(context.Request, out var expected))
        {
            return WrongVersion();
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            return Problems.Invalid("The rule is not right.", new Dictionary<string, string[]> { ["$"] = ["is no object: a rule as RULES.json has it"] });
        }

        if (body.TryGetProperty("id", out var stated) && !(stated.ValueKind == JsonValueKind.String && stated.GetString() == id))
        {
            return Problems.Invalid("The rule is not right.", new Dictionary<string, string[]> { ["id"] = [$"is not the address's '{id}'; it may be left out"] });
        }

        // What holds may change in between: then the version that this was made from is another, and the change is refused.
        var current = installation.Rules.Current;
        var json = RuleDocument.Put(current.Json, id, body, out var index);
        return await ChangeAsync(json, expected ?? current.Number, $"rules[{index}]", context, installation);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, Installation installation)
    {
        if (!TryReadVersion(context.Request, out var expected))
        {
            return WrongVersion();
        }

        var current = installation.Rules.Current;
        if (RuleDocument.Remove(current.Json, id) is { } json)
        {
            return await ChangeAsync(json, expected ?? current.Number, null, context, installation);
        }

        var isDefault = current.Rules is null or { HasDefaults: true } && RuleViews.Defaults(installation.Registry.Current.Points).Any(rule => rule.Id == id);
        return isDefault
            ? TypedResults.Problem($"'{id}' is a default rule, which follows each point's agent. Put a rule with its id in its place, or a whole set.", statusCode: StatusCodes.Status409Conflict)
            : Problems.NotFound($"rule '{id}'");
    }

    private static async Task<IResult> ChangeAsync(byte[] json, int? expected, string? place, HttpContext context, Installation installation)
    {
        var caller = Caller.From(context.User);
        if (!caller.SeesAll)
        {
            return TypedResults.Problem("Rules are for the whole installation: only an administrator of all of it changes them.", statusCode: StatusCodes.Status403Forbidden);
        }

        var outcome = await installation.Rules.ChangeAsync(json, expected, caller.User);
        if (outcome.IsConflict)
        {
            return Conflict(expected ?? 0, outcome.Version, installation.Rules);
        }

        if (!outcome.IsTaken)
        {
            var faults = outcome.Faults.GroupBy(f => PathOf(f, place)).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray());
            return Problems.Invalid("The rules are not right.", faults);
        }

        Tag(context, outcome.Version);
        return TypedResults.Ok(RuleViews.Of(outcome.Version, caller, installation.Registry.Current, outcome.Faults));
    }

    /// <summary>The place of a fault in what was sent: the file, or one rule of it.</summary>
    private static string PathOf(RegistryFault fault, string? place)
    {
        var path = place is not null && fault.Path.StartsWith(place, StringComparison.Ordinal) ? fault.Path[place.Length..].TrimStart('.') : fault.Path;
        return path.Length == 0 ? "$" : path;
    }

    private static ProblemHttpResult Conflict(int expected, RulesVersion now, InstalledRules rules)
    {
        var before = rules.Find(expected);
        IReadOnlyList<string> changed = before is null ? [] : RuleDocument.Changed(before.Json, now.Json);
        var what = before is null ? $"There has never been a version {expected}." : changed.Count == 0 ? "No rule differs." : $"Changed since version {expected}: {string.Join(", ", changed)}.";
        return TypedResults.Problem(
            $"Version {now.Number} of the rules holds. {what}",
            statusCode: StatusCodes.Status409Conflict,
            extensions: new Dictionary<string, object?> { ["version"] = now.Number, ["changed"] = changed });
    }

    private static IResult WrongVersion() => Problems.BadRequest("If-Match must be a version of the rules, as their ETag gives it, such as \"3\".");

    // Without it, or with *, whichever version holds is replaced.
    private static bool TryReadVersion(HttpRequest request, out int? version)
    {
        version = null;
        var text = request.Headers.IfMatch.ToString();
        if (text is "" or "*")
        {
            return true;
        }

        var isNumber = int.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        version = number;
        return isNumber;
    }

    private static void Tag(HttpContext context, RulesVersion version) =>
        context.Response.GetTypedHeaders().ETag = new EntityTagHeaderValue($"\"{version.Number.ToString(CultureInfo.InvariantCulture)}\"");
}
