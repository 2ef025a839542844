using System.Collections.Concurrent;
using System.Net;
using DustWatch.Mqtt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DustWatch.Tests.Mqtt;

/// <summary>An endpoint on a loopback port of its own, and the host behind it: it lets everybody in unless told otherwise, and makes a session for each.</summary>
internal sealed class EndpointUnderTest : IMqttHost, IAsyncDisposable
{
    private readonly ConcurrentQueue<FakeSession> _sessions = new();
    private WebApplication? _app;

    public MqttEndpoint Endpoint { get; private set; } = null!; // StartAsync sets it

    public int Port { get; private set; }

    /// <summary>Where it takes MQTT over WebSocket.</summary>
    public Uri WebSocket { get; private set; } = null!; // StartAsync sets it

    public Func<FakeSession> NewSession { get; init; } = () => new();

    public Func<MqttConnect, MqttAdmission?> Judge { get; init; } = _ => null;

    public MqttEndpointOptions Options { get; init; } = new() { BanAfterFailures = 0 };

    public IMqttSessionStore? Store { get; init; }

    public ConcurrentQueue<string> Ended { get; } = new();

    /// <summary>The session for wills that a process before left behind.</summary>
    public FakeSession? Heir { get; init; }

    /// <summary>An endpoint that hands messages on, as a broker does.</summary>
    public static Task<EndpointUnderTest> BrokerAsync(MqttEndpointOptions? options = null, TimeProvider? time = null, IMqttSessionStore? store = null) => new EndpointUnderTest
    {
        NewSession = () => new() { IsBroker = true },
        Options = options ?? new() { BanAfterFailures = 0 },
        Time = time ?? TimeProvider.System,
        Store = store,
        Heir = new() { IsBroker = true },
    }.StartAsync();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ConcurrentQueue<MqttConnect> Connects { get; } = new();

    public ConcurrentQueue<IMqttPeer> Peers { get; } = new();

    /// <summary>The sessions in the order in which they were admitted.</summary>
    public FakeSession this[int index] => _sessions.ElementAt(index);

    public async Task<EndpointUnderTest> StartAsync()
    {
        Endpoint = new(this, Options, Time, NullLogger<MqttEndpoint>.Instance, Store);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Endpoint);
        ListenOptions? tcp = null;
        ListenOptions? http = null;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => (tcp = listen).UseConnectionHandler<MqttEndpoint>());
            kestrel.Listen(IPAddress.Loopback, 0, listen => http = listen);
        });
        _app = builder.Build();
        _app.Map("/mqtt", mqtt => mqtt.UseWebSockets().Run(context => MqttWebSockets.ServeAsync(context, Endpoint, _app.Lifetime.ApplicationStopping)));
        await _app.StartAsync();
        Port = tcp!.IPEndPoint!.Port; // it listens
        WebSocket = new($"ws://{http!.IPEndPoint}/mqtt");
        return this;
    }

    public ValueTask<MqttAdmission> AdmitAsync(MqttConnect connect, IMqttPeer peer, CancellationToken cancellationToken)
    {
        Connects.Enqueue(connect);
        Peers.Enqueue(peer);
        if (Judge(connect) is { } judged)
        {
            return new(judged);
        }

        var session = NewSession();
        _sessions.Enqueue(session);
        return new(MqttAdmission.Admit(session));
    }

    public void SessionEnded(string sessionKey) => Ended.Enqueue(sessionKey);

    public IMqttSession? SessionOf(string sessionKey) => Heir;

    public Task StopAsync() => _app!.StopAsync(); // StartAsync set it

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        Endpoint?.Dispose();
    }
}
