using System.Net;
using DustWatch.Dashboard.Api;
using DustWatch.Dashboard.Commands;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Monitoring;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Dashboard.Push;
using DustWatch.Dashboard.Security;
using DustWatch.Mqtt;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DustWatch.Dashboard;

/// <summary>The listening part of the process: page, API and hub over HTTP, devices over MQTT, both on Kestrel.</summary>
internal sealed class Server : IAsyncDisposable
{
    /// <summary>MQTT over WebSocket.</summary>
    public const string MqttPath = "/mqtt";

    private readonly WebApplication _application;
    private readonly Settings _settings;

    private Server(WebApplication application, Settings settings) => (_application, _settings) = (application, settings);

    /// <summary>Where people reach it: the public address, or the one it listens on.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The port that it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>Where devices reach it; null when the endpoint is off.</summary>
    public IPEndPoint? MqttAddress { get; private set; }

    /// <summary>Where devices reach it over TLS; null when there is no such listener.</summary>
    public IPEndPoint? MqttTlsAddress { get; private set; }

    public IServiceProvider Services => _application.Services;

    public CancellationToken Stopping => _application.Lifetime.ApplicationStopping;

    /// <summary>Listens and begins to work.</summary>
    /// <exception cref="CommandFailedException">An address cannot be listened on.</exception>
    public static async Task<Server> StartAsync(Settings settings, Installation installation, TimeProvider clock, CancellationToken cancellationToken)
    {
        var bound = new BoundEndPoints();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
            ApplicationName = typeof(Server).Assembly.GetName().Name,
        });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning).AddFilter(typeof(SessionHandler).FullName, LogLevel.Warning);

        // It would print the whole stack of a port in use, which ListenAsync tells in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Host.ConfigureHostOptions(host => host.ShutdownTimeout = Limits.StopTimeout);
        AddServices(builder.Services, settings, installation, clock);
        builder.Services.AddSingleton(bound);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings, bound, clock));

        var application = builder.Build();
        Use(application, settings);
        var server = new Server(application, settings);
        await server.ListenAsync(bound, cancellationToken);
        application.Lifetime.ApplicationStopping.Register(installation.GiveUpWaiting); // connections wait for their commits before they close
        application.Services.GetRequiredService<AlertTopics>().Start(application.Services.GetRequiredService<MqttEndpoint>());
        application.Services.GetRequiredService<Pipeline.Pipeline>().Start(application.Lifetime.StopApplication);
        return server;
    }

    /// <summary>Waits until it is told to stop, by a signal or because a part has failed.</summary>
    public Task WaitForStopAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static void AddServices(IServiceCollection services, Settings settings, Installation installation, TimeProvider clock)
    {
        services.AddSingleton(settings).AddSingleton(installation).AddSingleton(clock);
        services.AddSingleton(installation.Registry).AddSingleton(installation.Users).AddSingleton(installation.SignIns);
        // As they stand, not by a factory: what a factory made the host would close, before the pipeline that still writes to it.
        services.AddSingleton(installation.Ledger).AddSingleton(installation.History).AddSingleton(installation.Quarantine).AddSingleton(installation.Log);
        services.AddSingleton<LiveView>().AddSingleton<Exposures>().AddSingleton<AlertViews>().AddSingleton<AlertPush>().AddSingleton<AlertTopics>().AddSingleton<Commits>().AddSingleton<Watchers>().AddSingleton<LivePush>();
        services.AddSingleton<HubConnections>().AddSingleton<PipelineMetrics>().AddSingleton<StoreRetries>().AddSingleton<Pipeline.Pipeline>().AddSingleton<PointViews>();
        services.AddSingleton<Sessions>().AddSingleton<SignInThrottle>().AddSingleton(new HostCheck(settings));
        services.AddSingleton(s => s.GetRequiredService<Pipeline.Pipeline>().Diagnostics);
        services.AddSingleton(s => new MqttEndpoint(
            s.GetRequiredService<Pipeline.Pipeline>().Mqtt,
            MqttOptions(settings),
            clock,
            s.GetRequiredService<ILogger<MqttEndpoint>>(),
            installation.Sessions));

        services.ConfigureHttpJsonOptions(json => ContractJson.Configure(json.SerializerOptions));
        services.AddSignalR(hub => hub.MaximumReceiveMessageSize = 32 * 1024).AddJsonProtocol(json => ContractJson.Configure(json.PayloadSerializerOptions));
        services.AddAuthentication(SessionHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, SessionHandler>(SessionHandler.SchemeName, null);
        services.AddAuthorization(Policies.Add);
        services.AddDataProtection().UseEphemeralDataProtectionProvider(); // nothing here is protected by its keys, so none are kept
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Problems.Customize);
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true); // so that the answer names the field
        services.AddResponseCompression();
        ApiDescription.Add(services);
    }

    private static MqttEndpointOptions MqttOptions(Settings settings) => new()
    {
        MaxInflight = settings.MaxInflight,
        MaxConnections = settings.MqttLimits.MaxConnections,
        MaxConnectionsPerAddress = settings.MqttLimits.MaxConnectionsPerAddress,
        MaxSessions = settings.MqttLimits.MaxSessions,
        MaxQueuedMessages = settings.MqttLimits.MaxQueued,
        SessionExpiryMaximum = settings.MqttLimits.SessionExpiry,
        BanAfterFailures = settings.MqttLimits.BanAfter,
        BanTime = settings.MqttLimits.BanFor,
    };

    private static void Listen(KestrelServerOptions kestrel, Settings settings, BoundEndPoints bound, TimeProvider clock)
    {
        var logger = kestrel.ApplicationServices.GetRequiredService<ILogger<ListenerCertificate>>();
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Limits.RequestBytesMaximum;
        kestrel.Listen(settings.HttpListen, listen =>
        {
            bound.Http = listen;
            if (settings.HttpTls is { } files)
            {
                new ListenerCertificate(files, protocols: null, clock, logger).Use(listen);
            }
        });
        if (settings.MqttListen is { } mqtt)
        {
            kestrel.Listen(mqtt, listen =>
            {
                bound.Mqtt = listen;
                listen.UseConnectionHandler<MqttEndpoint>();
            });
        }

        if (settings.MqttTls is { } tls)
        {
            kestrel.Listen(tls.Listen, listen =>
            {
                bound.MqttTls = listen;
                new ListenerCertificate(tls.Files, [MqttWebSockets.Protocol], clock, logger).Use(listen);
                listen.UseConnectionHandler<MqttEndpoint>();
            });
        }
    }

    private static void Use(WebApplication application, Settings settings)
    {
        if (settings.TrustedProxies.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear(); // loopback would be among them
            foreach (var proxy in settings.TrustedProxies)
            {
                forwarded.KnownProxies.Add(proxy);
            }

            application.UseForwardedHeaders(forwarded);
        }

        var hosts = application.Services.GetRequiredService<HostCheck>();
        application.Use(SecurityHeaders.InvokeAsync);
        application.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Problems.HandleAsync,
            SuppressDiagnosticsCallback = fault => Problems.IsExpected(fault.HttpContext, fault.Exception),
        });
        application.UseStatusCodePages(Problems.ExplainAsync);
        application.Use(hosts.InvokeAsync);
        var endpoint = application.Services.GetRequiredService<MqttEndpoint>();
        application.Map(MqttPath, mqtt => mqtt.UseWebSockets().Run(context => MqttWebSockets.ServeAsync(context, endpoint, application.Lifetime.ApplicationStopping)));
        application.UseResponseCompression();
        application.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = SecurityHeaders.CacheHashedFiles });
        application.UseAuthentication();
        application.UseAuthorization();

        var api = application.MapGroup("/api/v1").RequireAuthorization();
        PointsApi.Map(api);
        AlertsApi.Map(api);
        EvidenceApi.Map(api);
        DevicesApi.Map(api);
        RulesApi.Map(api);
        SessionsApi.Map(api);
        HealthApi.Map(application);
        SchemasApi.Map(application);
        ApiDescription.Map(application);
        application.MapHub<DashboardHub>("/hub");
        api.MapFallback("{**path}", Problems.NoResource).AllowAnonymous(); // it asks for a sign-in itself
        application.MapFallbackToFile("index.html").AllowAnonymous();
    }

    private async Task ListenAsync(BoundEndPoints bound, CancellationToken cancellationToken)
    {
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            (string Key, IPEndPoint? Address)[] listeners = [("Mqtt:Listen", _settings.MqttListen), ("Mqtt:Tls:Listen", _settings.MqttTls?.Listen), ("Http:Listen", _settings.HttpListen)];
            var (key, address) = listeners.FirstOrDefault(l => l.Address is { } taken && exception.Message.Contains($"://{taken}:", StringComparison.Ordinal), listeners[^1]);
            await _application.DisposeAsync();
            throw new CommandFailedException($"{key}: {address} is in use by another program. Stop that program, or choose another address with --{key}=ADDRESS:PORT.");
        }

        var scheme = _settings.HttpTls is null ? "http" : "https";
        Address = _settings.PublicUrl?.ToString().TrimEnd('/') ?? $"{scheme}://{bound.Http?.IPEndPoint}";
        Port = bound.Http?.IPEndPoint?.Port ?? 0;
        MqttAddress = bound.Mqtt?.IPEndPoint;
        MqttTlsAddress = bound.MqttTls?.IPEndPoint;
    }
}
