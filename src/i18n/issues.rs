//! What the core found in a design that can run, in sentences; the name is that of the station or of the
//! region or zone concerned.

use simcore::design::IssueCode;

/// In English.
pub fn en(code: IssueCode, name: Option<&str>) -> String {
    let name = name.unwrap_or("A station");
    match code {
        IssueCode::TooManyNodes => "There are too many stations: the last ones do not run.".to_owned(),
        IssueCode::TooManyLinks => "There are too many connections: the last ones do not run.".to_owned(),
        IssueCode::TooManyFaults => {
            "There are too many planned faults: the last ones do not happen.".to_owned()
        }
        IssueCode::DuplicateNode => format!("{name} is there twice: one of them does not run."),
        IssueCode::DanglingLink => "A connection leads to a station that is not there.".to_owned(),
        IssueCode::SelfLink => format!("{name} calls itself: this connection does not run."),
        IssueCode::DuplicateLink => format!("{name} has the same connection twice."),
        IssueCode::ForbiddenLink => {
            format!("{name} cannot call that station: this connection does not run.")
        }
        IssueCode::ParamOutOfRange => {
            format!("{name} has a value out of range: the nearest allowed one is used.")
        }
        IssueCode::BadFault => {
            "A planned fault cannot happen: its station or its times are wrong.".to_owned()
        }
        IssueCode::NoTraffic => "Nothing sends requests. Add users.".to_owned(),
        IssueCode::Unconnected => format!("{name} has nobody to call: every request fails there."),
        IssueCode::Unreachable => format!("No request can reach {name}."),
        IssueCode::NoServers => format!("{name} has no server behind it: every request fails there."),
        IssueCode::Cycle => format!("Requests can go round in a circle through {name}."),
        IssueCode::TooManyPlaces => {
            "There are too many regions and zones: the last ones do not count.".to_owned()
        }
        IssueCode::DuplicatePlace => {
            "A region or zone is there twice: one of them does not count.".to_owned()
        }
        IssueCode::BadPlace => "A zone lies in no region: it does not count.".to_owned(),
        IssueCode::NoSuchPlace => {
            format!("{name} is in a region or zone that is not there: it stands nowhere.")
        }
    }
}

/// In Portuguese.
pub fn pt(code: IssueCode, name: Option<&str>) -> String {
    let name = name.unwrap_or("Uma estação");
    match code {
        IssueCode::TooManyNodes => "Há estações demais: as últimas não rodam.".to_owned(),
        IssueCode::TooManyLinks => "Há ligações demais: as últimas não rodam.".to_owned(),
        IssueCode::TooManyFaults => "Há falhas planejadas demais: as últimas não acontecem.".to_owned(),
        IssueCode::DuplicateNode => format!("{name} aparece duas vezes: uma delas não roda."),
        IssueCode::DanglingLink => "Uma ligação leva a uma estação que não existe.".to_owned(),
        IssueCode::SelfLink => format!("{name} chama a si mesma: esta ligação não roda."),
        IssueCode::DuplicateLink => format!("{name} tem a mesma ligação duas vezes."),
        IssueCode::ForbiddenLink => format!("{name} não pode chamar essa estação: a ligação não roda."),
        IssueCode::ParamOutOfRange => {
            format!("{name} tem um valor fora da faixa: vale o permitido mais próximo.")
        }
        IssueCode::BadFault => {
            "Uma falha planejada não pode acontecer: a estação ou os tempos estão errados.".to_owned()
        }
        IssueCode::NoTraffic => "Nada envia requisições. Adicione usuários.".to_owned(),
        IssueCode::Unconnected => format!("{name} não tem a quem chamar: toda requisição falha ali."),
        IssueCode::Unreachable => format!("Nenhuma requisição chega a {name}."),
        IssueCode::NoServers => {
            format!("{name} não tem servidor atrás de si: toda requisição falha ali.")
        }
        IssueCode::Cycle => format!("As requisições podem andar em círculo por {name}."),
        IssueCode::TooManyPlaces => "Há regiões e zonas demais: as últimas não contam.".to_owned(),
        IssueCode::DuplicatePlace => "Uma região ou zona aparece duas vezes: uma delas não conta.".to_owned(),
        IssueCode::BadPlace => "Uma zona não está em nenhuma região: ela não conta.".to_owned(),
        IssueCode::NoSuchPlace => {
            format!("{name} está em uma região ou zona que não existe: não fica em lugar nenhum.")
        }
    }
}
