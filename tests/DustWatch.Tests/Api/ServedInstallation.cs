using System.Net.Http.Headers;
using System.Text;
using DustWatch.Backends.Accounts;
using DustWatch.Dashboard;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Tests.Backends;

namespace DustWatch.Tests.Api;

/// <summary>The real server in this process, on a free port, over a folder of its own: two enterprises in two districts, a point each.</summary>
internal sealed class ServedInstallation : IAsyncDisposable
{
    private const string TwoDistricts =
        """
        {"districts":[{"id":"north","name":"North"},{"id":"south","name":"South"}],
         "enterprises":[{"id":"e1","name":"One","district":"north"},{"id":"e2","name":"Two","district":"south"}],
         "points":[{"id":"p1","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable","noise_laeq"],"interval":"PT1M"},
                   {"id":"p2","enterprise":"e2","agent":"silica-10-50","quantities":["dust_respirable"],"interval":"PT1M"}],
         "devices":[{"id":"d1","points":["p1"]},{"id":"d2","points":["p2"]}]}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder;
    private Server _server;

    private ServedInstallation(TemporaryFolder folder, Installation installation, Server server) => (_folder, Installation, _server) = (folder, installation, server);

    public Installation Installation { get; private set; }

    public Uri Address => new(_server.Address + "/");

    /// <summary>On the loopback, whatever the address that people use.</summary>
    public int Port => _server.Port;

    /// <param name="more">Settings as on the command line.</param>
    public static async Task<ServedInstallation> StartAsync(params string[] more)
    {
        var folder = new TemporaryFolder();
        var settings = SettingsOf(folder, more);
        var installation = await Installation.OpenAsync(new DataFolder(settings.Data), settings, TimeProvider.System);
        var faults = await installation.ImportAsync(Encoding.UTF8.GetBytes(TwoDistricts), null);
        return faults.All(f => f.IsWarning)
            ? new ServedInstallation(folder, installation, await Server.StartAsync(settings, installation, TimeProvider.System, CancellationToken.None))
            : throw new InvalidOperationException(string.Join("; ", faults));
    }

    /// <summary>Stops in order, and starts again on the same folder, at another address.</summary>
    public async Task RestartAsync()
    {
        await _server.DisposeAsync();
        await Installation.DisposeAsync();
        var settings = SettingsOf(_folder);
        Installation = await Installation.OpenAsync(new DataFolder(settings.Data), settings, TimeProvider.System);
        _server = await Server.StartAsync(settings, Installation, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>A client that nobody has signed in.</summary>
    public HttpClient Nobody() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address, Timeout = Patience };

    /// <summary>A client with a token of a new user.</summary>
    public async Task<HttpClient> AsAsync(UserRole role, string? district = null, string? enterprise = null)
    {
        return With(await TokenAsync(role, district, enterprise));
    }

    /// <summary>A client with this token.</summary>
    public HttpClient With(string token)
    {
        var client = Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A token of a new user.</summary>
    public async Task<string> TokenAsync(UserRole role, string? district = null, string? enterprise = null)
    {
        var name = $"{role}-{Guid.NewGuid():n}";
        await Installation.Users.AddAsync(new User(name, role, district, enterprise), null);
        var token = await Installation.SignIns.MakeBearerAsync(name, BearerKind.Token, TimeSpan.FromHours(1), null);
        return token?.Value ?? throw new InvalidOperationException("There is no such user.");
    }

    /// <summary>Waits until <paramref name="findAsync"/> finds something.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T?>> findAsync)
        where T : class
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await findAsync() is { } found)
            {
                return found;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    private static Settings SettingsOf(TemporaryFolder folder, params string[] more) =>
        SettingsReader.Read(["--Http:Listen=127.0.0.1:0", "--Mqtt:Listen=off", $"--Data={folder.Path}", .. more], isDemo: false);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Installation.DisposeAsync();
        _folder.Dispose();
    }
}
