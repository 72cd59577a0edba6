//! The option `--rules`: the releases of OGX whose rules name files.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::request_hash::{RULES, RuleSet, Rules};

/// The releases whose rules are accepted.
#[derive(Args, Debug)]
pub(super) struct ReleaseRules {
    /// Accept only the rules of these releases of OGX: ogx-1.0 (and before), ogx-1.2 (to 1.4),
    /// ogx-1.5 (and later); by default those of any
    #[arg(long, value_name = "RELEASES", value_delimiter = ',', hide_possible_values = true)]
    #[arg(value_parser = PossibleValuesParser::new(RULES.each_ref().map(|rules| rules.name)))]
    rules: Vec<String>,
}

impl ReleaseRules {
    /// All rules if none are given.
    pub(super) fn accepted(&self) -> RuleSet {
        match self.rules.is_empty() {
            true => RuleSet::ALL,
            false => self.rules.iter().filter_map(|name| Rules::named(name)).collect(),
        }
    }
}
