using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using A2A.Faults.Rig;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace A2A.Faults.Experiments;

/// <summary>
/// F13: names that lead to a public address and then inside, or to both at once. The replica asks the resolver of its system; a canary
/// listens inside. An address inside that webhooks may go to shows that they would come.
/// </summary>
public sealed class RebindingNames
{
    private const string Allowed = "127.0.0.77";
    private const int Events = 5;

    private static readonly int Names = Run.Pick(50, 1_000);

    /// <summary>What the names lead to, look-up by look-up; the last ones stay.</summary>
    private static readonly IPAddress[][][] Turns =
    [
        .. new[]
        {
            Allowed,
            $"{OwnNetwork.Public}|127.0.0.1",
            $"{OwnNetwork.Public}|::1",
            $"{OwnNetwork.Public}|::ffff:127.0.0.1",
            $"{OwnNetwork.Public}|169.254.169.254",
            $"{OwnNetwork.Public}|127.0.0.1|{OwnNetwork.Public}",
            $"{OwnNetwork.Public}|{OwnNetwork.Public},127.0.0.1",
            $"{OwnNetwork.Public},127.0.0.1",
            $"127.0.0.1,{OwnNetwork.Public}",
            $"{OwnNetwork.Public},::1",
        }.Select(turns => turns.Split('|').Select(turn => turn.Split(',').Select(IPAddress.Parse).ToArray()).ToArray()),
    ];

    [Fact]
    public async Task No_name_leads_a_webhook_inside()
    {
        await OwnNetwork.RunAsync(LeadAsync);
        ResultsTable.Add("F13", string.Create(
            CultureInfo.InvariantCulture, $"{Names:N0} names that lead to a public address and then inside, or to both"), "holds");
    }

    private static async Task LeadAsync()
    {
        using var canary = new TcpListener(IPAddress.Loopback, 0);
        canary.Start();
        var port = ((IPEndPoint)canary.LocalEndpoint).Port;
        using var canary6 = new TcpListener(IPAddress.IPv6Loopback, port);
        canary6.Start();
        var visited = new ConcurrentDictionary<string, int>();
        await using var bait = await StartBaitAsync(port, visited);
        await using var names = new NameServer(Addresses);
        await using var experiment = await Experiment.StartAsync(new("F13", "")
        {
            Replicas = 1,
            Step = TimeSpan.FromMilliseconds(1),
            Settings =
            [
                .. new[] { "test", "loopback4", "loopback6" }.Select(name => ($"Push__AllowedNetworks__{name}", $"{Allowed}/32")),
                .. Settings.Patient, ("Push__MaxAttempts", "3"), ("Push__FirstDelay", "00:00:00.100"),
            ],
        });

        await Task.WhenAll(Enumerable.Range(0, Names).Select(number =>
            experiment.Load.SubmitAsync(isQuick: true, webhook: new Uri($"http://n{number}.example:{port}/hook"))));

        await experiment.RestedAsync();
        visited.Keys.Order().ShouldBe([Allowed, OwnNetwork.Public]);
        (canary.Pending(), canary6.Pending()).ShouldBe((false, false));
        var refused = (await new Logs(experiment.Database).ReasonsAsync()) // host n7.example has an address in a denied range
            .Where(reason => reason.EndsWith("has an address in a denied range", StringComparison.Ordinal)).Distinct().Count();
        refused.ShouldBe(Names / Turns.Length * (Turns.Length - 1), "each name that leads inside is refused");
        var report = await experiment.CheckAsync();
        report.Broken.ShouldBeEmpty();
        report.DeadLetters.ShouldBe(Names * Events);
    }

    private static IPAddress[] Addresses(string name, int lookUp)
    {
        if (!int.TryParse(name.Split('.')[0].TrimStart('n'), CultureInfo.InvariantCulture, out var number))
        {
            return []; // none of this experiment's
        }

        var turns = Turns[number % Turns.Length];
        return turns[Math.Min(lookUp, turns.Length - 1)];
    }

    // Wants every attempt on a connection of its own, for which the name is looked up anew.
    private static async Task<WebApplication> StartBaitAsync(int port, ConcurrentDictionary<string, int> visited)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Parse(Allowed), port);
            kestrel.Listen(IPAddress.Parse(OwnNetwork.Public), port);
        });
        var bait = builder.Build();
        bait.Run(http =>
        {
            visited.AddOrUpdate($"{http.Connection.LocalIpAddress}", 1, (_, before) => before + 1);
            http.Response.StatusCode = 503;
            http.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        await bait.StartAsync();
        return bait;
    }
}
