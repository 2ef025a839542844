using System.Text;
using System.Text.Json;
using DustWatch.Backends.Accounts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Administration;

/// <summary>Does what commands ask, in the process that has the data folder's lock. Secrets leave it once, in the answer.</summary>
internal sealed class Administrator(Installation installation)
{
    private const string Actor = "command line";
    private const string FirstAdministrator = "admin";
    private const string DemoOperator = "demo";

    public Task<AdministrationResponse> RunAsync(AdministrationRequest request) => (request.Operation, request.Name) switch
    {
        ("user-add", { Length: > 0 } name) => AddUserAsync(name, request),
        ("user-link", { Length: > 0 } name) => LinkAsync(name),
        ("user-token", { Length: > 0 } name) => TokenAsync(name),
        ("user-revoke", { Length: > 0 } name) => RevokeAsync(name),
        ("device-add", { Length: > 0 } id) => AddDeviceAsync(id, request.Points ?? []),
        ("device-secret", { Length: > 0 } id) => SecretAsync(id),
        ("device-list", _) => Task.FromResult(ListDevices()),
        ("import", { Length: > 0 } file) => ImportAsync(file, request.Json ?? ""),
        _ => Task.FromResult(AdministrationResponse.WrongUse($"'{request.Operation}' is not known here.")),
    };

    /// <summary>
    /// The link that a start prints: the demo operator's, usable again and again; or the first administrator's, until one has a password; else null.
    /// </summary>
    public async Task<string?> CreateFirstLinkAsync()
    {
        if (installation.Settings.IsDemo)
        {
            await installation.Users.AddAsync(new User(DemoOperator, UserRole.Operator, null, null), Actor);
            return (await installation.SignIns.MakeLinkAsync(DemoOperator, Limits.DemoLinkLifetime, isReusable: true, Actor))?.Value;
        }

        var administrators = installation.Users.Read().Where(u => u.Role == UserRole.Administrator).ToList();
        if (administrators.Any(a => a.HasPassword))
        {
            return null;
        }

        var name = administrators.FirstOrDefault()?.Name ?? FirstAdministrator;
        await installation.Users.AddAsync(new User(name, UserRole.Administrator, null, null), Actor);
        return (await installation.SignIns.MakeLinkAsync(name, Limits.LinkLifetime, isReusable: false, Actor))?.Value;
    }

    private async Task<AdministrationResponse> AddUserAsync(string name, AdministrationRequest request)
    {
        if (!UserRoles.TryRead(request.Role, out var role))
        {
            return AdministrationResponse.WrongUse($"--role: '{request.Role}' is no role; it takes {string.Join(", ", Enum.GetValues<UserRole>().Select(r => r.NameOf()))}");
        }

        var registry = installation.Registry.Current;
        var faults = new List<string>();
        if (request.District is { } district && registry.FindDistrict(district) is null)
        {
            faults.Add($"--district: there is no district '{district}' in the registry; import it first");
        }

        if (request.Enterprise is { } enterprise && registry.FindEnterprise(enterprise) is null)
        {
            faults.Add($"--enterprise: there is no enterprise '{enterprise}' in the registry; import it first");
        }

        if (role == UserRole.Officer && request.Enterprise is null)
        {
            faults.Add("--enterprise: an officer belongs to an enterprise; name it");
        }

        if (faults.Count > 0)
        {
            return AdministrationResponse.WrongUse(faults);
        }

        return await installation.Users.AddAsync(new User(name, role, request.District, request.Enterprise), Actor)
            ? await LinkAsync(name)
            : AdministrationResponse.WrongUse($"NAME: there is a user '{name}' already");
    }

    private async Task<AdministrationResponse> LinkAsync(string name) =>
        await installation.SignIns.MakeLinkAsync(name, Limits.LinkLifetime, isReusable: false, Actor) is { } link
            ? AdministrationResponse.Done($"{installation.Address}/sign-in#link={link.Value}")
            : NoUser(name);

    private async Task<AdministrationResponse> TokenAsync(string name) =>
        await installation.SignIns.MakeBearerAsync(name, BearerKind.Token, Limits.TokenLifetime, Actor) is { } token
            ? AdministrationResponse.Done(token.Value)
            : NoUser(name);

    private async Task<AdministrationResponse> RevokeAsync(string name) =>
        await installation.SignIns.RevokeAsync(name, Actor) ? AdministrationResponse.Done() : NoUser(name);

    private async Task<AdministrationResponse> AddDeviceAsync(string id, IReadOnlyList<string> points)
    {
        // The registry knows which points are a device's; the account holds its secret.
        var json = JsonSerializer.SerializeToUtf8Bytes(new { devices = new[] { new { id, points, protocol = "mqtt" } } });
        if (installation.Registry.Current.FindDevice(id) is not null && installation.Devices.Find(id) is { HasSecret: true })
        {
            return AdministrationResponse.WrongUse($"ID: there is a device '{id}' already; 'device secret {id}' makes a new secret");
        }

        var faults = await installation.ImportAsync(json, Actor);
        return faults.Any(f => !f.IsWarning)
            ? AdministrationResponse.WrongUse([.. faults.Where(f => !f.IsWarning).Select(f => $"--point: {f.Message}")])
            : await SecretAsync(id);
    }

    private async Task<AdministrationResponse> SecretAsync(string id)
    {
        if (installation.Registry.Current.FindDevice(id) is not { } device)
        {
            return AdministrationResponse.WrongUse($"ID: there is no device '{id}'; add it with 'device add {id} --point POINT', or import it");
        }

        await installation.Devices.SaveAsync(id, device.Points, Actor);
        var secret = await installation.Devices.MakeSecretAsync(id, Actor);
        installation.TellDeviceChanged(id);
        return secret is null ? AdministrationResponse.WrongUse($"ID: there is no device '{id}'") : AdministrationResponse.Done(secret.Value);
    }

    private AdministrationResponse ListDevices()
    {
        var accounts = installation.Devices.Read().ToDictionary(d => d.Id, StringComparer.Ordinal);
        return AdministrationResponse.Done([.. installation.Registry.Current.Devices.Select(device =>
            $"{device.Id}\t{(accounts.TryGetValue(device.Id, out var account) && account.HasSecret ? "secret" : "no secret")}\t{string.Join(',', device.Points)}")]);
    }

    private async Task<AdministrationResponse> ImportAsync(string file, string json)
    {
        if (IsRules(json))
        {
            return await ImportRulesAsync(file, json);
        }

        var faults = await installation.ImportAsync(Encoding.UTF8.GetBytes(json), Actor);
        var lines = faults.Select(f => $"{file}: {(f.IsWarning ? "warning: " : "")}{f}").ToList();
        if (faults.Any(f => !f.IsWarning))
        {
            return AdministrationResponse.WrongUse(lines);
        }

        var registry = installation.Registry.Current;
        return new AdministrationResponse(
            Commands.ExitCodes.Done,
            [$"{registry.Districts.Count} districts, {registry.Enterprises.Count} enterprises, {registry.Points.Count} points, {registry.Devices.Count} devices"],
            lines);
    }

    private async Task<AdministrationResponse> ImportRulesAsync(string file, string json)
    {
        var outcome = await installation.Rules.ChangeAsync(Encoding.UTF8.GetBytes(json), expected: null, Actor);
        var lines = outcome.Faults.Select(f => $"{file}: {(f.IsWarning ? "warning: " : "")}{f}").ToList();
        if (!outcome.IsTaken)
        {
            return AdministrationResponse.WrongUse(lines);
        }

        var what = outcome.Version.Rules switch
        {
            null => "the default rules",
            { HasDefaults: true, Rules.Count: var count } => $"{count} rules beside the default ones",
            { Rules.Count: var count } => $"{count} rules",
        };
        return new AdministrationResponse(Commands.ExitCodes.Done, [$"{what}, version {outcome.Version.Number}"], lines);
    }

    private static bool IsRules(string json)
    {
        if (!JsonTexts.TryParse(Encoding.UTF8.GetBytes(json), out var document, out _))
        {
            return false;
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("rules", out _);
        }
    }

    private static AdministrationResponse NoUser(string name) => AdministrationResponse.WrongUse($"NAME: there is no user '{name}'; add it with 'user add {name} --role ROLE'");
}
