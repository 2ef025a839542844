namespace DustWatch.Tests.Integration.Brokers;

/// <summary>A broker that is not ours, with a port of its own, which keeps over a restart what it has acknowledged.</summary>
internal interface IRestartableBroker : IAsyncDisposable
{
    int Port { get; }

    Task StartAsync();

    Task StopAsync();
}
