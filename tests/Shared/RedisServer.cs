using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using A2A.AppHost;

namespace A2A.Tests;

/// <summary>A real redis-server of a test's own: free port, loopback only, every write synced, data in a folder that goes with it.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    // As the AppHost gets its own: found, or installed where that needs no question.
    private static readonly Lazy<Task<string>> Program = new(() => LocalRedis.FindOrInstallAsync(CancellationToken.None));

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("a2a-redis-").FullName;
    private string[] _entrance = [];
    private string[] _more = [];
    private Process? _process;

    public int Port { get; private set; } = FreePort();

    /// <summary>Where its data is.</summary>
    public string Folder => _folder;

    public string ConnectionString => $"127.0.0.1:{Port},abortConnect=false,connectTimeout=1000";

    /// <summary>Connecting to a server that does not answer takes half a minute, unless nobody waits for it.</summary>
    public string PatientConnectionString => $"127.0.0.1:{Port},connectTimeout=10000";

    /// <summary>For a test's own connection, which may also ask and change the server's settings and remove everything.</summary>
    public string AdminConnectionString => ConnectionString + ",allowAdmin=true";

    /// <param name="arguments">More of them, or others than usual.</param>
    public static Task<RedisServer> StartNewAsync(params string[] arguments) => StartNewWithinAsync([], arguments);

    /// <param name="entrance">What starts it, before its own name: <c>nsenter …</c>; it keeps the process's id.</param>
    /// <param name="arguments">More of them, or others than usual.</param>
    public static async Task<RedisServer> StartNewWithinAsync(string[] entrance, params string[] arguments)
    {
        var server = new RedisServer { _entrance = entrance, _more = arguments };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await server.StartAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                server.Port = FreePort(); // somebody else was quicker on this one
            }
        }
    }

    /// <summary>Starts it, or starts it again on the same port with the same data.</summary>
    public async Task StartAsync()
    {
        _process = Start(await Program.Value);
        if (!await AnswersAsync())
        {
            await KillAsync();
            throw new InvalidOperationException($"redis-server did not answer on port {Port} within {Patience}.");
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task EndedAsync()
    {
        if (_process is { } process)
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
            await KillAsync();
        }
    }

    /// <summary>kill -9: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>The server keeps its connections but does not answer.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start(string program)
    {
        string[] command =
        [
            .. _entrance, program, "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "",
            "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", .. _more,
        ];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("redis-server could not be started.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task SignalAsync(string signal)
    {
        var process = _process ?? throw new InvalidOperationException("The server does not run.");
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        var began = Stopwatch.StartNew();
        while (began.Elapsed < Patience && _process is { HasExited: false })
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                // Its process id, because another server may have taken the port in the meantime.
                await client.GetStream().WriteAsync("INFO\r\nQUIT\r\n"u8.ToArray());
                using var reader = new StreamReader(client.GetStream());
                var info = await reader.ReadToEndAsync();
                if (info.Contains($"process_id:{_process.Id}\r\n", StringComparison.Ordinal) && info.Contains("\nloading:0", StringComparison.Ordinal))
                {
                    return true;
                }
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // Not there yet.
            }

            await Task.Delay(20);
        }

        return false;
    }

    private static int _last = Environment.ProcessId * 37;

    /// <summary>Below the range from which the kernel assigns ports: no other process is assigned it before it is used.</summary>
    internal static int FreePort()
    {
        while (true)
        {
            var port = 15_000 + (int)((uint)Interlocked.Increment(ref _last) % 17_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
