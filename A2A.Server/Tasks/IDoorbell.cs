namespace A2A.Server.Tasks;

/// <summary>Tells at once that something has changed. A hint: a ring may be lost, so what is due is also looked for now and then.</summary>
internal interface IDoorbell
{
    /// <summary>Calls back at each ring until it is disposed. The callback must be quick and must not throw.</summary>
    IDisposable Listen(Bell bell, Action ring);

    /// <summary>The same for a bell that names its subject, such as a task that is due.</summary>
    /// <param name="bell">The bell.</param>
    /// <param name="take">Is given the subject, empty when the ring names none; true when this listener sees to it.</param>
    IDisposable Listen(Bell bell, Func<string, bool> take);

    /// <summary>Rings for a subject: in this process, and when no listener of it sees to it, at all replicas. Never throws.</summary>
    void Ring(Bell bell, string subject);
}

/// <summary>What can ring.</summary>
internal readonly record struct Bell(string Name)
{
    /// <summary>A task is due; its subject is the task's id.</summary>
    public static Bell Work { get; } = new("work");

    /// <summary>A delivery is due; its subject is the subscription.</summary>
    public static Bell Deliveries { get; } = new("deliveries");

    /// <summary>An endpoint of webhooks has begun to fail, gets nothing for a while, or works again.</summary>
    public static Bell Circuits { get; } = new("circuits");

    /// <summary>Other keys sign, or are published.</summary>
    public static Bell Keys { get; } = new("keys");

    /// <summary>The task has a new event.</summary>
    public static Bell Events(TaskId id) => new($"events:{id}");

    /// <summary>The task's caller wants its end.</summary>
    public static Bell Cancel(TaskId id) => new($"cancel:{id}");
}
