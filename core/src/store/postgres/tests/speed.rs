//! What a permit takes beside `pgbench`, which sends the server the same statements and does nothing else, on a server that
//! waits for the disk:
//!
//! ```text
//! cargo test --release -p closr --all-features --lib -- --ignored --nocapture postgres::tests::speed
//! ```
//!
//! The statements are those that the server's own log shows of one permit. The folder for temporary files (`TMPDIR`) must
//! lie on a disk.

use std::ops::Range;

use super::server::Server;
use super::timing::{WAYS, claimed, clear, median, rate};
use super::*;

const ALONE: usize = 300;
/// How many for each of the ways.
const EACH: usize = 30;
const ACCOUNTS: usize = 16;
/// The first account; the others count on from it: `pgbench` knows no names but numbers.
const FIRST: usize = 900;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
#[allow(clippy::disallowed_macros, reason = "it prints a table")]
async fn a_permit_takes_little_longer_than_its_statements() {
    let hall = Hall { house: House::new(), server: server::durable() };
    let store = hall.store(WAYS);
    let accounts: Vec<AccountId> =
        (FIRST..FIRST + ACCOUNTS).map(|name| AccountId::new(&name.to_string()).unwrap()).collect();
    for id in &accounts {
        store.put_account(account(id.as_str())).await.unwrap();
    }
    let mut next = 0;
    let mut people = |count: usize| {
        next += count;
        next - count..next
    };
    let script = script(&hall, people(2)).await;
    println!("| permits on PostgreSQL | closr | pgbench | closr's share |\n|---|---|---|---|");

    let mut times = Vec::new();
    for turn in claimed(&hall.house, &store, &accounts[..1], people(ALONE)).await {
        times.push(clear(&store, turn).await);
    }
    let ours = median(times);
    claimed(&hall.house, &store, &accounts[..1], people(ALONE)).await;
    let theirs = median(hall.bench(&script, 1, 1, ALONE).times);
    let share = theirs.as_secs_f64() / ours.as_secs_f64() * 100.0;
    println!("| one at a time, p50 | {} µs | {} µs | {share:.0} % |", ours.as_micros(), theirs.as_micros());

    for (count, on) in [(1, "one account".to_owned()), (ACCOUNTS, format!("{ACCOUNTS} accounts"))] {
        let accounts = &accounts[..count];
        let ready = claimed(&hall.house, &store, accounts, people(WAYS * EACH)).await;
        hall.psql("VACUUM ANALYZE");
        let ours = rate(&store, ready).await;
        claimed(&hall.house, &store, accounts, people(WAYS * EACH)).await;
        let theirs = hall.bench(&script, count, WAYS, EACH).rate;
        let share = ours / theirs * 100.0;
        println!("| {WAYS} at once on {on} | {ours:.0} a second | {theirs:.0} a second | {share:.0} % |");
    }
}

/// A server of its own, and what is needed to use it.
struct Hall {
    house: House,
    server: Server,
}

/// What `pgbench` says of its transactions.
struct Benched {
    times: Vec<Duration>,
    rate: f64,
}

impl Hall {
    fn store(&self, connections: usize) -> PostgresStore {
        let url = self.server.url("postgres").into();
        let config = PostgresConfig { url, connections, ..self.house.config() };
        PostgresStore::open(config, self.house.surroundings()).unwrap()
    }

    /// What a query answers.
    fn psql(&self, sql: &str) -> String {
        let mut psql = self.server.program("psql");
        psql.args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-c", sql]);
        let said = psql.env("PGOPTIONS", self.options()).output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).unwrap().trim().to_owned()
    }

    fn options(&self) -> String {
        format!("-c search_path={}", self.house.schema)
    }

    /// Runs the script for every turn that is claimed: there are `each` for each of the clients.
    fn bench(&self, script: &str, accounts: usize, clients: usize, each: usize) -> Benched {
        let first = self.number();
        let folder = self.house.folder.path();
        std::fs::write(folder.join("permit.sql"), script).unwrap();
        let mut pgbench = self.server.program("pgbench");
        pgbench.current_dir(folder).env("PGOPTIONS", self.options());
        pgbench.args(["-n", "-M", "prepared", "-f", "permit.sql", "-l", "--log-prefix=times"]);
        for (flag, number) in [("-c", clients), ("-j", clients.min(2)), ("-t", each)] {
            pgbench.arg(flag).arg(number.to_string());
        }
        for (name, value) in [("accounts", accounts), ("each", each), ("i", first)] {
            pgbench.arg("-D").arg(format!("{name}={value}"));
        }
        let said = pgbench.arg("postgres").output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        assert_eq!(self.psql("SELECT count(*) FROM turn WHERE state <> 'done'"), "0");
        let said = String::from_utf8(said.stdout).unwrap();
        let (_, rate) = said.split_once("tps = ").unwrap();
        let rate = rate.split_whitespace().next().unwrap().parse().unwrap();
        let mut times = Vec::new();
        for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap()) {
            if file.file_name().to_string_lossy().starts_with("times") {
                let log = std::fs::read_to_string(file.path()).unwrap();
                let time = |line: &str| line.split(' ').nth(2).unwrap().parse().unwrap();
                times.extend(log.lines().map(|line| Duration::from_micros(time(line))));
                std::fs::remove_file(file.path()).unwrap();
            }
        }
        Benched { times, rate }
    }

    /// Gives each turn that is claimed a number of its own in its account, and makes it the turn's id, and that of all that
    /// belongs to it: `pgbench` can count, and knows no ids. Returns the first number.
    fn number(&self) -> usize {
        let first = self.psql("SELECT count(*) FROM turn WHERE state = 'done'").parse().unwrap();
        self.psql(&format!(
            "DROP TABLE IF EXISTS numbered; CREATE TABLE numbered AS
             SELECT account, turn, conversation, lead, point,
                 int8send({first} - 1 + row_number() OVER (PARTITION BY account ORDER BY place)) AS id
             FROM turn WHERE state <> 'done'"
        ));
        let columns = self.psql(&format!(
            "SELECT table_name || ' ' || column_name FROM information_schema.columns
             WHERE table_schema = '{}' AND table_name <> 'numbered'
                 AND column_name IN ('turn', 'conversation', 'lead', 'point')",
            self.house.schema
        ));
        for (table, column) in columns.lines().map(|line| line.split_once(' ').unwrap()) {
            self.psql(&format!(
                "UPDATE {table} SET {column} = id FROM numbered
                 WHERE {table}.account = numbered.account AND {table}.{column} = numbered.{column}"
            ));
        }
        self.psql("VACUUM ANALYZE");
        first
    }
}

/// Makes a script of what the server logs of one permit. Each time that it runs it is for the account `:a` and the turn
/// that [`Hall::number`] has numbered `:n`.
async fn script(hall: &Hall, people: Range<usize>) -> String {
    let first = [AccountId::new(&FIRST.to_string()).unwrap()];
    hall.psql("ALTER ROLE closr SET log_statement = 'all'");
    let store = hall.store(1);
    hall.psql("ALTER ROLE closr RESET log_statement");
    let claimed = claimed(&hall.house, &store, &first, people).await;
    // The first time, more is asked: the account's keys and the statements' plans.
    clear(&store, claimed[0].clone()).await;
    let turn = hex::encode(claimed[1].1.as_bytes());
    let ids = hall.psql(&format!(
        r"SELECT concat_ws(' ', turn, conversation, lead, point) FROM turn WHERE turn = '\x{turn}'"
    ));
    let before = hall.server.log().len();
    clear(&store, claimed[1].clone()).await;
    let sent = statements(hall.server.log().get(before..).unwrap());
    store.close().await;

    let append = sent.iter().find(|sent| sent.sql.starts_with("INSERT INTO audit")).unwrap();
    let next: u64 = bare(&append.values[1]).parse().unwrap();
    let mut script =
        format!("\\set a {FIRST} + :client_id % :accounts\n\\set n :client_id / :accounts * :each + :i\n");
    script += "\\set i :i + 1\n";
    for Sent { mut sql, values } in sent {
        for (index, value) in values.iter().enumerate().rev() {
            let ahead = bare(value).parse::<u64>().ok().and_then(|value| value.checked_sub(next));
            let value = match ahead {
                Some(ahead @ 0..3) => format!(":seq + {}", ahead + 1),
                _ if bare(value) == FIRST.to_string() => ":a".to_owned(),
                _ if ids.split(' ').any(|id| id == bare(value)) => "int8send(:n)".to_owned(),
                // A colon is followed by the name of a variable, in quotes too.
                _ if value.contains(':') => format!("E{}", value.replace('\\', r"\\").replace(':', r"\x3A")),
                _ => value.clone(),
            };
            sql = sql.replace(&format!("${}", index + 1), &value);
        }
        script += &sql;
        // The number of the newest entry is counted on from.
        script += if sql.starts_with("SELECT seq") { " \\gset\n" } else { ";\n" };
    }
    script
}

/// A statement, and its values as SQL writes them.
struct Sent {
    sql: String,
    values: Vec<String>,
}

/// A value without its quotes.
fn bare(value: &str) -> &str {
    value.trim_matches('\'')
}

fn statements(log: &str) -> Vec<Sent> {
    let mut sent = Vec::<Sent>::new();
    for line in log.lines() {
        if let Some((_, executed)) = line.split_once("LOG:  execute ") {
            let (_, sql) = executed.split_once(": ").unwrap();
            sent.push(Sent { sql: sql.to_owned(), values: Vec::new() });
        } else if let Some((_, sql)) = line.split_once("LOG:  statement: ") {
            sent.push(Sent { sql: sql.to_owned(), values: Vec::new() });
        } else if let Some((_, values)) = line.split_once("arameters: $1 = ") {
            let values = values
                .split(", $")
                .map(|value| value.split_once(" = ").map_or(value, |(_, value)| value).to_owned());
            sent.last_mut().unwrap().values = values.collect();
        }
    }
    sent
}
